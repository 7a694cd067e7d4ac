/*
 * spin: does a thread go round in a loop that gets nowhere?
 *
 * Theory of operation
 *
 * A loop is told by what comes of it, not by its form: a program may ask ten sockets in turn, and
 * wake itself by a pipe in between. So each call of a thread is one of these:
 *
 *  - Something came of it: bytes of a connection were moved, a descriptor made or closed, a child
 *    taken. Then the whole role is no longer taken for one that goes round.
 *  - It has waited for a time: the program is one with a timer (idle.h), and none that goes round.
 *  - Nothing came of it: an error, an answer to a question, nothing read. These are counted.
 *  - It is neither: a log is written, the program's own state is changed, or it wakes itself. A
 *    write to a pipe, and as many reads as there were writes, are taken for that; of the bytes
 *    of one long write that are read one by one, each is something.
 *
 * A thread goes round when it has made some thousand calls of which nothing came, all of them such
 * as it has made before, while nothing happened in the run and nothing came of any call of its
 * role. It has as little to show then as one that waits, and is taken for one
 * (quiescence.h): if all others wait, the run is over.
 *
 * What it has made before is remembered by kind, descriptor's kind and result, without the number:
 * whoever asks each of its callers goes round. But a number that stands for nothing (EBADF) is a
 * new call each time, since to close all numbers there can be is to get somewhere.
 */
#ifndef OBSERVE_SPIN_H
#define OBSERVE_SPIN_H

#include "run.h"

/**
 * spin_look() - at the call that @thread has returned from; says so in @run->spins if it spins
 *
 * Return: is it to be written? Of those that repeat, a thousand are, and a line for all others.
 */
bool spin_look(struct run *run, struct thread *thread);

/** spin_is() - does the thread go round so, as far as is known? */
bool spin_is(const struct run *run, const struct thread *thread);

/**
 * spin_takes_part() - the same, or does another thread of its role, and it goes round with that
 *
 * A thread that wakes another in turn makes half as many calls.
 */
bool spin_takes_part(const struct run *run, const struct thread *thread);

/** spin_telling() - of the calls of a loop the one that tells most; NULL if there is none */
const struct round *spin_telling(const struct thread *thread);

#endif
