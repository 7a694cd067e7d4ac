/*
 * spin: does a run go round in a loop that gets nowhere?
 */
#ifndef OBSERVE_SPIN_H
#define OBSERVE_SPIN_H

#include "run.h"

/** spin_look() - at the call that @thread has returned from; ends the run when it spins. */
void spin_look(struct run *run, const struct thread *thread);

#endif
