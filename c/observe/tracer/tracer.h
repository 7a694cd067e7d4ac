/*
 * tracer: what each stop of a thread means, and what is done about it.
 */
#ifndef OBSERVE_TRACER_TRACER_H
#define OBSERVE_TRACER_TRACER_H

#include <sys/ptrace.h>

#include "run.h"

/**
 * tracer_begin() - take a process that waits to be taken under observation. Return: 0, or -errno
 */
int tracer_begin(struct run *run, pid_t pid, int role);

/** tracer_stop() - handle what wait4(2) has reported. */
void tracer_stop(struct run *run, pid_t tid, int status);

enum how {
	TO_RETURN = PTRACE_SYSCALL,	/* of the call that it is at */
	FREELY = PTRACE_CONT,		/* to the next recorded call */
	STAY_STOPPED = PTRACE_LISTEN,	/* until SIGCONT */
};

/** tracer_resume() - let a stopped thread go on, with @signal if that is not 0. */
void tracer_resume(struct run *run, pid_t tid, enum how how, int signal);

#endif
