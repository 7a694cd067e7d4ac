/*
 * life: processes and threads are born, become another program, end, and are reaped.
 */
#ifndef OBSERVE_LIFE_H
#define OBSERVE_LIFE_H

#include "run.h"

/** life_on_child() - PTRACE_EVENT_FORK and its kin: the parent tells whom it has made. */
void life_on_child(struct run *run, struct thread *parent, int status);

/** life_on_exec() - PTRACE_EVENT_EXEC: another program runs in the process. */
void life_on_exec(struct run *run, pid_t tid);

/** life_on_exited() - a thread, and with the last its process, has ended. */
void life_on_exited(struct run *run, struct thread *thread, int status);

/** life_reaped() - the status of an ended process was taken; it is forgotten. */
void life_reaped(struct run *run, pid_t pid, pid_t by);

/** life_end_in_call() - record what a thread was in, and will never return from. */
void life_end_in_call(struct run *run, struct thread *thread);

#endif
