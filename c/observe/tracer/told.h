/*
 * told: stops of programs that tell their calls by themselves, where nobody can be traced.
 *
 * A program of ours that is linked so (c/told/told.h) says a line before each call and after it,
 * and waits for an answer. Such a line is a stop, with a status as wait4(2) would have it; what
 * else is asked of a stopped thread is answered from the line; and the answer lets it go on. So
 * whoever deals with stops sees no difference. The lines are in docs/told.md.
 *
 * A thread has its channel; the other end of a child's comes with the line of the call that makes
 * it. One that breaks off is an end. The status of one that is not our own child is what it has
 * told itself, or what /proc knows.
 *
 * Limits: CHANNELS_MAX threads at a time; no end of a thread is told but with its channel's.
 */
#ifndef OBSERVE_TRACER_TOLD_H
#define OBSERVE_TRACER_TOLD_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct ptrace_syscall_info;

/** told_pair() - a channel; pair[1] is for who tells. Return: 0, or -errno */
int told_pair(int pair[2]);

/** told_begin() - listen to a process that we have started. Return: 0; -EAGAIN: no room */
int told_begin(pid_t pid, int fd);

/**
 * told_wait() - the next stop, as wait4(2) with __WALL would tell it
 * @wait:	else only if there is one
 *
 * Return: who has stopped; 0: nobody has; -1 with errno: a signal has come
 */
pid_t told_wait(int *status, bool wait);

/** told_go_on() - answer, if it waits for that; told_awaits() - does it? */
void told_go_on(pid_t tid);
bool told_awaits(pid_t tid);

/** told_speaks() - has it said something that nobody has looked at yet? */
bool told_speaks(pid_t tid);

/** told_ask_entry(), told_ask_return() - as kernel.h has them. Return: 0; -EPROTO: no such line */
int told_ask_entry(pid_t tid, struct ptrace_syscall_info *info);
int told_ask_return(pid_t tid, struct ptrace_syscall_info *info);

/** told_read() - of a thread's memory, what it has told. Return: bytes copied, 0 if none */
size_t told_read(pid_t tid, uint64_t address, void *to, size_t len);

/** told_set_size() - its call is to ask for so much; told_fail() - is to fail, unmade. */
void told_set_size(pid_t tid, uint64_t size);
void told_fail(pid_t tid, int error);

/** told_child() - whom the call makes that a thread is in; 0: nobody that tells */
pid_t told_child(pid_t tid);

/** told_siginfo() - of the signal that a thread has told. Return: 0, or -1 */
int told_siginfo(pid_t tid, siginfo_t *info);

#endif
