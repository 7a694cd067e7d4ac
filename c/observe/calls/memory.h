/*
 * memory: what a traced thread has in its memory.
 *
 * A thread may pass any number as a pointer: what cannot be read is not there. Where the kernel
 * lacks process_vm_readv(2), it is asked for word by word, of a thread that is stopped (kernel.h).
 */
#ifndef OBSERVE_CALLS_MEMORY_H
#define OBSERVE_CALLS_MEMORY_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* As a time in nanoseconds. */
#define WAITS_FOR_EVER INT64_MAX

/** tracee_read() - copy from a thread's memory. Return: bytes copied, 0 if none. */
size_t tracee_read(pid_t pid, uint64_t address, void *to, size_t len);

/** tracee_write() - copy to a thread's memory, where it may write. Return: as tracee_read() */
size_t tracee_write(pid_t pid, uint64_t address, const void *from, size_t len);

/**
 * tracee_timespec_ns(), tracee_timeval_ns() - how long the time at @address is
 *
 * Return: ns; WAITS_FOR_EVER for NULL, and for longer than some 68 years: a program may
 *	   wait for longer than there is a number for.
 */
int64_t tracee_timespec_ns(pid_t pid, uint64_t address);
int64_t tracee_timeval_ns(pid_t pid, uint64_t address);

#endif
