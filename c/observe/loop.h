/*
 * loop: a run from its first role to its rest.
 */
#ifndef OBSERVE_LOOP_H
#define OBSERVE_LOOP_H

#include "run.h"

/** loop_run() - start the roles, take every stop, until the run has come to an end. */
void loop_run(struct run *run);

/** loop_look() - take what has come on the wire and in the outputs, and look at the limits. */
void loop_look(struct run *run);

/** loop_teardown() - tell those that are left to stop, then kill them. */
void loop_teardown(struct run *run);

#endif
