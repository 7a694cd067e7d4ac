/*
 * registers: the few words of a stopped thread that an act changes, or that tell of its call where
 * the kernel does not (kernel.h), by architecture.
 */
#ifndef OBSERVE_TRACER_REGISTERS_H
#define OBSERVE_TRACER_REGISTERS_H

#include <linux/audit.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct ptrace_syscall_info;

/** ARCHITECTURE - of the machine, as the kernel's audit has it */
#if defined(__x86_64__)
enum { ARCHITECTURE = AUDIT_ARCH_X86_64 };
#elif defined(__aarch64__)
enum { ARCHITECTURE = AUDIT_ARCH_AARCH64 };
#endif

/** registers_set_argument() - of the call that is about to be made. Return: 0, or -errno */
int registers_set_argument(pid_t tid, int place, uint64_t value);

/**
 * registers_skip_call() - do not make the call, and let it seem to fail with @error
 *
 * Return: 0, or -errno
 * Source: seccomp(2), SECCOMP_RET_TRACE: the tracer may change the number to -1
 */
int registers_skip_call(pid_t tid, int error);

/**
 * registers_call_instead() - of a call by the gate of 32 bits: make another
 * @number:	of the other call, as that gate numbers them
 * @argument:	its first three
 * @kept:	filled: what registers_give_back() needs once the call has returned
 *
 * Return: 0, or -errno; -ENOSYS where there is no such gate
 */
int registers_call_instead(pid_t tid, unsigned number, const uint32_t argument[3],
			   uint64_t kept[3]);
int registers_give_back(pid_t tid, const uint64_t kept[3]);

/**
 * registers_at_entry() - the call that a thread is about to make
 * @is_other:	by the gate of the architecture's other kind, of 32 bits
 * @info:	filled: `arch`, `stack_pointer`, `seccomp`
 *
 * Return: 0, or -errno
 */
int registers_at_entry(pid_t tid, bool is_other, struct ptrace_syscall_info *info);

/** registers_at_return() - what the call that a thread comes out of has returned: @info's `exit` */
int registers_at_return(pid_t tid, struct ptrace_syscall_info *info);

#endif
