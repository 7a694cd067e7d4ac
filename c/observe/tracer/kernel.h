/*
 * kernel: by what a stopped thread is asked, where kernels differ.
 *
 * Linux tells since 5.3 which call a thread is in, lends since 5.6 another's descriptor, and since
 * 3.2 has a call that reads another's memory. User-Mode Linux lacks the first, gVisor all three,
 * and each process has numbers of its own for its namespaces there. So registers, tables and
 * words are asked for. Where nobody can be traced at all, programs that tell their calls are
 * believed (told.h).
 * Which it is, is found out once, by a child that is stopped; the record's first line names by what
 * was asked instead.
 *
 * Limits: by registers, the gate of 32 bits is known by what the filter says of it (seccomp.c), and
 * only as x86-64 has it.
 */
#ifndef OBSERVE_TRACER_KERNEL_H
#define OBSERVE_TRACER_KERNEL_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/** enum means - what some kernels lack */
enum means {
	MEANS_TRACING,		/* ptrace(2); else what programs tell by themselves: told.h */
	MEANS_SYSCALL_INFO,	/* PTRACE_GET_SYSCALL_INFO; else the registers are asked for */
	MEANS_MEMORY,		/* process_vm_readv(2); else words: PTRACE_PEEKDATA */
	MEANS_DESCRIPTORS,	/* pidfd_getfd(2); else the tables in /proc: calls/lookup.h */
	MEANS_PLACE,		/* /proc/TID/syscall; else 30 ms without a stop */
	MEANS_NAMESPACES,	/* /proc/PID/ns, alike where it is one; else all is taken for one */
	MEANS_COUNT,
};

/** kernel_stand_in() - by what is asked where these means are lacked, as the record names it */
const char *kernel_stand_in(enum means means);

/** kernel_lacks() - are these means not there? */
bool kernel_lacks(enum means means);

/** kernel_do_without() - ask as if the kernel lacked them. Return: 0; -EINVAL: @name is none */
int kernel_do_without(const char *name);

/** kernel_probe() - find out what is lacked. Return: 0, or -errno: no child can be stopped */
int kernel_probe(void);

struct ptrace_syscall_info;

/**
 * kernel_ask_entry() - which call is a thread about to make, that the filter has stopped?
 * @info:	filled: `arch`, `stack_pointer`, `seccomp`
 *
 * Return: 0, or -errno; -ESRCH: it has been killed in this moment
 */
int kernel_ask_entry(pid_t tid, struct ptrace_syscall_info *info);

/** kernel_ask_return() - the same of its result: `exit` is filled */
int kernel_ask_return(pid_t tid, struct ptrace_syscall_info *info);

/** kernel_ask_child() - whom has a thread made, that has stopped to tell it? 0: it is not told */
pid_t kernel_ask_child(pid_t tid);

/** kernel_ask_signal() - for which signal has it stopped? Return: as kernel_ask_entry() */
int kernel_ask_signal(pid_t tid, siginfo_t *info);

/** kernel_set_size() - the third argument of the call that is to be made. Return: as above */
int kernel_set_size(pid_t tid, uint64_t size);

/** kernel_skip_call() - do not make it, and let it seem to fail with @error. Return: as above */
int kernel_skip_call(pid_t tid, int error);

/**
 * kernel_enters_late() - does a stop at a call's entry follow that of the filter?
 * @tid:	a thread that has been stopped for the second time in a call; with the first of
 *		all, the call executes a program
 *
 * So it was before Linux 4.8, and is in gVisor: seccomp(2), SECCOMP_RET_TRACE. The first one
 * shows it: at an entry the result is -ENOSYS still, which execve(2) never is.
 */
bool kernel_enters_late(pid_t tid);

/** process_is_elsewhere() - are two in different namespaces of a kind, "mnt", "net" or "pid"? */
bool process_is_elsewhere(pid_t pid, pid_t other, const char *namespace);

#endif
