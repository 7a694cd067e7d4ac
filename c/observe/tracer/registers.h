/*
 * registers: the few words of a stopped thread that an act changes, by architecture.
 */
#ifndef OBSERVE_TRACER_REGISTERS_H
#define OBSERVE_TRACER_REGISTERS_H

#include <stdint.h>
#include <sys/types.h>

/** registers_set_argument() - of the call that is about to be made. Return: 0, or -errno */
int registers_set_argument(pid_t tid, int place, uint64_t value);

/**
 * registers_skip_call() - do not make the call, and let it seem to fail with @error
 *
 * Return: 0, or -errno
 * Source: seccomp(2), SECCOMP_RET_TRACE: the tracer may change the number to -1
 */
int registers_skip_call(pid_t tid, int error);

#endif
