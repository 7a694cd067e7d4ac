/*
 * passage: a thread's way through a call: in at its entry, out at its return.
 *
 * A signal may interrupt a call. Whether it then fails with EINTR or is made again, the
 * kernel decides as the signal is delivered; a call that is made again is one call.
 */
#ifndef OBSERVE_PASSAGE_H
#define OBSERVE_PASSAGE_H

#include "run.h"

/** passage_on_entry() - decode the call; hold it, alter it, or let the thread in. */
void passage_on_entry(struct run *run, struct thread *thread);

/** passage_proceed() - let a thread that was held at a call's entry make its call. */
void passage_proceed(struct run *run, struct thread *thread);

/** passage_on_return() - record what came of it. The thread is resumed by the caller. */
void passage_on_return(struct run *run, struct thread *thread);

/** passage_interrupted() - @signal is delivered to a thread whose call it has interrupted. */
void passage_interrupted(struct run *run, struct thread *thread, int signal);

#endif
