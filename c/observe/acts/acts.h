/*
 * acts: what the observer is to do to a run on time. Pure: it decides, and touches nothing.
 *
 * Acts replace every sleep: a call, or all calls of a role, wait until a condition has been met; a
 * call is made short, or fails; a signal is sent, descriptors run short, or a key is typed when
 * something has happened. Each recorded call stops for it, so each can be told to wait. What is
 * decided here is done in perform.c and, for the call at hand, in tracer/syscall_stop.c.
 *
 * Acts are known by their places in the cast, sets of them by bits 1 << place.
 */
#ifndef OBSERVE_ACTS_ACTS_H
#define OBSERVE_ACTS_ACTS_H

#include "event.h"
#include "options.h"

/** acts_see() - something has happened. Return: the acts whose moment that is; they are used up */
uint32_t acts_see(struct cast *cast, const struct event *event);

/**
 * acts_hold() - which acts make a thread wait at this entry of a call?
 *
 * Every pattern sees every call, whoever holds it: nth=N counts them all. So this is to be asked
 * once for each entry.
 */
uint32_t acts_hold(struct cast *cast, const struct event *entry);

/** acts_alter() - which acts change this call, that is about to be made? Asked once for each. */
uint32_t acts_alter(struct cast *cast, const struct event *entry);

/** acts_that_wait() - the holds that are to last until all wait, be it for a timer. */
uint32_t acts_that_wait(const struct cast *cast);

/** acts_until_quiet() - the holds that are to last until nothing more can happen. */
uint32_t acts_until_quiet(const struct cast *cast);

#endif
