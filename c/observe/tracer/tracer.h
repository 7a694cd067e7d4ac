/*
 * tracer: what each stop of a thread means, and what is done about it.
 */
#ifndef OBSERVE_TRACER_TRACER_H
#define OBSERVE_TRACER_TRACER_H

#include "run.h"
#include "tracer/step.h"

/**
 * tracer_begin() - take a process that waits to be taken under observation
 * @told:	where nobody can be traced: our end of its channel, ours from now on (told.h)
 *
 * Return: 0, or -errno
 */
int tracer_begin(struct run *run, pid_t pid, int role, int told);

/**
 * tracer_wait() - the next stop of a thread
 * @wait:	else only if there is one
 *
 * Return: as wait4(2), whose status it is
 */
pid_t tracer_wait(int *status, bool wait);

/**
 * tracer_handle() - deal with what tracer_wait() has reported of @tid
 *
 * Return: what the thread is owed; it stays stopped until tracer_resume()
 */
struct step tracer_handle(struct run *run, pid_t tid, int status);

/**
 * tracer_forget_call() - the call that a thread has returned from has been told
 *
 * Until then the frames that it has sent are known by it: owner.h.
 */
void tracer_forget_call(struct thread *thread);

/** tracer_resume() - give the thread what it is owed: the one place where threads are let go on. */
void tracer_resume(struct run *run, pid_t tid, struct step step);

/** tracer_let_go() - a thread that was held at a call's entry makes its call. */
void tracer_let_go(struct run *run, struct thread *thread);

#endif
