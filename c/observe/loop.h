/*
 * loop: a run from its first role to its rest.
 *
 * Theory of operation
 *
 * One thread waits for everything. The observer waits in wait4(2) for the next stop of a tracee; an
 * alarm has it look up every few ms (signals.h). For a stop, in this order:
 *
 *  1. before an end, what may have caused it is told: frames, and what the role has printed;
 *  2. tracer_handle() finds out what the stop means, tells it, and answers what the thread is owed;
 *  3. after a return, what the call has caused is told: frames first, as their stamps are earlier;
 *  4. acts whose moment that was are performed, while the thread is still stopped;
 *  5. the thread is given what it is owed.
 *
 * Where no stop comes, a look: has everything come to rest? It is believed only if it stands when
 * all that is on its way has been brought in (a fence frame through lo, capture.h), and if nobody
 * has had the processor in between. What it means is end.h's to say. When the roles that lead have
 * ended, the look is made at once, and not by the alarm.
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
