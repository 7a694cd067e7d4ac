/*
 * syscall_stop: a thread's way through a call: in at its entry, out at its return.
 *
 * Theory of operation
 *
 * The filter stops a thread at the entry of a call that is recorded. It is decoded and its
 * descriptor looked up; then the acts are asked, twice: may it go in, and is it changed? One that
 * is held stays where it is until tracer_let_go(), and the second question is asked then: what a
 * call is changed to depends on when it is made. The entry is stamped after that, at the last
 * moment before the kernel acts. From the entry the thread is resumed to the return; what came
 * of it is decoded, stamped and told there.
 *

 * A signal may interrupt a call. Whether it then fails with EINTR or is made again, the
 * kernel decides as the signal is delivered; a call that is made again is one call.
 */
#ifndef OBSERVE_TRACER_SYSCALL_STOP_H
#define OBSERVE_TRACER_SYSCALL_STOP_H

#include "run.h"
#include "tracer/step.h"

/** syscall_stop_enter() - decode the call; hold it, alter it, or let the thread in. */
struct step syscall_stop_enter(struct run *run, struct thread *thread);

/** syscall_stop_proceed() - let a thread that was held at a call's entry make its call. */
struct step syscall_stop_proceed(struct run *run, struct thread *thread);

/** syscall_stop_exit() - record what came of it. */
struct step syscall_stop_exit(struct run *run, struct thread *thread);

/**
 * syscall_stop_interrupted() - @signal is delivered to a thread whose call it has interrupted
 *
 * Return: has the call returned by that?
 */
bool syscall_stop_interrupted(struct run *run, struct thread *thread, int signal);

/** syscall_stop_forget() - the call that has returned is told; it may be within another. */
void syscall_stop_forget(struct thread *thread);

/**
 * syscall_stop_greeted() - a program that tells its calls has begun: the first of the process, or
 * what an execve(2) has put in its place
 */
void syscall_stop_greeted(struct run *run, struct thread *thread);

#endif
