/*
 * quiescence: can anything still happen?
 *
 * A run has come to rest when every thread waits in a call, no wait ends by itself in the time
 * that a run may last, no segment is on its way or unacknowledged, and no kernel has anything left
 * to send but what waits behind a window that stays shut. When all roles that lead have ended,
 * waits that end by themselves count only where something is left to be done. This is found out
 * from the kernel's own account (thread states, sock_diag(7)), never by waiting for a while.
 */
#ifndef OBSERVE_QUIESCENCE_H
#define OBSERVE_QUIESCENCE_H

#include "run.h"

enum rest {
	REST_NO,	/* something runs, or is in flight */
	REST_TIMED,	/* all wait, but for some the wait ends by itself */
	REST_HELD,	/* all wait, and some of them because an act holds them */
	REST_YES,
};

/** quiescence_look() - one look, without side effects. */
enum rest quiescence_look(const struct run *run);

/**
 * quiescence_timeslices() - how often the threads have got a processor, all together
 *
 * Threads are looked at one after the other. Two that wake each other in turn could both be
 * found asleep; but then this number has grown from one look to the next.
 */
uint64_t quiescence_timeslices(const struct run *run);

/** quiescence_spins() - is there a thread that goes round in a loop that gets nowhere? */
bool quiescence_spins(const struct run *run);

/** quiescence_is_timed() - does a thread wait for a time that will come in this run? */
bool quiescence_is_timed(const struct run *run, const struct thread *thread);

/**
 * quiescence_nothing_to_send() - has every kernel sent what it can?
 *
 * Bytes that wait for a window are to be sent if it opens. Whether it does, the kernel asks
 * itself: it has when its probe has been answered (RFC 9293, 3.8.6.1).
 */
bool quiescence_nothing_to_send(const struct run *run);

/**
 * quiescence_awaits_an_answer() - is something unacknowledged, and will it be sent again?
 *
 * Where the kernel does not tell, it is taken to be so.
 */
bool quiescence_awaits_an_answer(const struct run *run);

/** quiescence_waits() - does a thread wait in the kernel, for others or for time? */
bool quiescence_waits(const struct thread *thread);

/** quiescence_disturbed() - write into @text what keeps the run from being at rest; "": nothing. */
void quiescence_disturbed(const struct run *run, char *text, size_t size);

/** quiescence_leaders_ended() - have all roles that lead been started, and ended? */
bool quiescence_leaders_ended(const struct run *run);

/**
 * quiescence_blocked() - write "blocked": who is in what, of all roles that lead and threads that
 * spin; quiescence_blocked_of() - of one role
 */
void quiescence_blocked(const struct run *run, struct json *json);
void quiescence_blocked_of(const struct run *run, struct json *json, int role);

#endif
