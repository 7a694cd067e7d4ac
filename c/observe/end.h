/*
 * end: is the run over, and why?
 *
 * Theory of operation
 *
 * A run ends by itself. The loop asks, whenever no stop has come: has everything come to rest
 * (quiescence.h)? Then there are four answers, in this order:
 *
 *  1. Somebody is held by an act. What the hold waits for cannot come any more: one hold is let
 *     go, and the run goes on.
 *  2. A role that is to wait does: it is ready, and the next may start. One that is to serve
 *     does not, and never will: the run is "unready".
 *  3. All roles are ready, and nothing more can happen: the run is over, "quiet"; or "spin", if one
 *     goes round in a loop that gets nowhere while all others wait (spin.h).
 *  4. It never rests, but nothing comes of it but timers, for long enough (idle.h): "timers";
 *     but "quiet" if all that lead have ended, and "spin" if one goes round.
 *
 * Beside that there are limits, which say nothing of the programs: the deadline, the size of
 * the record, memory, a wish to stop; and while calls are seen, the number of processes, and one
 * that cannot be followed (calls/process.c, tracer/lifecycle.c). And a role whose program cannot be
 * executed at all ends the run (tracer/lifecycle.c), as does an observer that cannot go on:
 * run_broken().
 *
 * The first reason stands. Which there are: enum end_reason (run.h); docs/howto-end.md adds one.
 */
#ifndef OBSERVE_END_H
#define OBSERVE_END_H

#include "quiescence.h"

/**
 * end_at_rest() - what a look has found, once it has been confirmed
 * @but_for_one: it was made because a thread spins, and has left that one out
 */
void end_at_rest(struct run *run, enum rest rest, bool but_for_one);

/**
 * end_at_limits() - a wish to stop, a record that cannot be written or is full, memory, the
 * deadline.
 */
void end_at_limits(struct run *run);

/** end_at_full_record() - of these the one that may come between two looks. */
void end_at_full_record(struct run *run);

#endif
