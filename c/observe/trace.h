/*
 * trace: what each stop of a thread means, and what is done about it.
 */
#ifndef OBSERVE_TRACE_H
#define OBSERVE_TRACE_H

#include "run.h"

/** trace_begin() - take a process that waits to be taken under observation. Return: 0, or -errno */
int trace_begin(struct run *run, pid_t pid, int role);

/** trace_stop() - handle what wait4(2) has reported. */
void trace_stop(struct run *run, pid_t tid, int status);

/** trace_proceed() - let a thread at a call's entry make its call. */
void trace_proceed(struct run *run, struct thread *thread);

#endif
