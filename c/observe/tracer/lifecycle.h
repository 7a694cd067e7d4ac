/*
 * lifecycle: processes and threads are born, become another program, end, and are reaped.
 */
#ifndef OBSERVE_TRACER_LIFECYCLE_H
#define OBSERVE_TRACER_LIFECYCLE_H

#include "run.h"
#include "tracer/step.h"

/** lifecycle_on_child() - PTRACE_EVENT_FORK and its kin: the parent tells whom it has made. */
struct step lifecycle_on_child(struct run *run, struct thread *parent, int status);

/** lifecycle_on_exec() - PTRACE_EVENT_EXEC: another program runs in the process. */
void lifecycle_on_exec(struct run *run, pid_t tid);

/** lifecycle_on_exited() - a thread, and with the last its process, has ended. */
void lifecycle_on_exited(struct run *run, struct thread *thread, int status);

/** lifecycle_reaped() - the status of an ended process was taken; it is forgotten. */
void lifecycle_reaped(struct run *run, pid_t pid, pid_t by);

/** lifecycle_tells_nothing() - the role began with a program that does not tell its calls. */
void lifecycle_tells_nothing(struct run *run, int role);

/** lifecycle_end_in_call() - record what a thread was in, and will never return from. */
void lifecycle_end_in_call(struct run *run, struct thread *thread);

#endif
