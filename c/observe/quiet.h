/*
 * quiet: can anything still happen?
 *
 * A run has come to rest when every thread waits in a call, no segment is on its way or
 * unacknowledged, and, as long as a leading role plays, no wait ends by itself. This is
 * found out from the kernel's own account (thread states), never by waiting for a while.
 */
#ifndef OBSERVE_QUIET_H
#define OBSERVE_QUIET_H

#include "run.h"

enum rest {
	REST_NO,	/* something runs, or is in flight */
	REST_TIMED,	/* all wait, but for some the wait ends by itself */
	REST_HELD,	/* all wait, and some of them for the observer's hand */
	REST_YES,
};

/** quiet_look() - one look, without side effects. */
enum rest quiet_look(const struct run *run);

/**
 * quiet_turns() - how often the threads have got a processor, all together
 *
 * Threads are looked at one after the other. Two that wake each other in turn could both be
 * found asleep; but then this number has grown from one look to the next.
 */
uint64_t quiet_turns(const struct run *run);

/** quiet_waits() - does a thread wait in the kernel, for others or for time? */
bool quiet_waits(const struct thread *thread);

/** quiet_leaders_ended() - have all roles that lead been started, and ended? */
bool quiet_leaders_ended(const struct run *run);

/** quiet_blocked() - write "blocked": who is in what, of one role, or of all that lead or spin. */
void quiet_blocked(const struct run *run, struct json *json, int role);

#endif
