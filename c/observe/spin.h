/*
 * spin: does a thread go round in a loop that gets nowhere?
 *
 * The same one or two calls with the same results, none of which moved anything, while nothing
 * else happens in the run. Such a thread has as little to show as one that waits, and is taken
 * for one (quiescence.h): if all others wait, the run is over.
 */
#ifndef OBSERVE_SPIN_H
#define OBSERVE_SPIN_H

#include "run.h"

/**
 * spin_look() - at the call that @thread has returned from; says so in @run->spins if it spins
 *
 * Return: is it to be written? Of those that repeat, a hundred are, and a line for all others.
 */
bool spin_look(struct run *run, struct thread *thread);

/** spin_is() - does the thread go round so, as far as is known? */
bool spin_is(const struct run *run, const struct thread *thread);

#endif
