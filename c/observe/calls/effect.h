/*
 * effect: what a call that succeeded has changed, as far as the observer must know it.
 *
 * New descriptors, kinds of sockets and their ports, handlers of signals, timers, and
 * that a role now serves.
 */
#ifndef OBSERVE_CALLS_EFFECT_H
#define OBSERVE_CALLS_EFFECT_H

#include "run.h"

/** effect_of() - take the call that @thread has just returned from into account. */
void effect_of(struct run *run, struct thread *thread);

#endif
