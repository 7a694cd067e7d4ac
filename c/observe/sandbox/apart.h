/*
 * apart: roles do not reach into each other.
 *
 * All roles are the same user, to whom the kernel allows much among its own processes: to read and
 * write each other's memory, to take each other's descriptors, to send signals. A Landlock domain
 * for each role forbids the first two on every kernel that has Landlock, signals from Linux 6.12
 * on (landlock(7)). Where there is no Landlock, a user namespace for each does the first two, for
 * only who is privileged in the other's namespace may trace it (kernel/ptrace.c,
 * __ptrace_may_access). What both leave open is refused call by call: calls/reach.h.
 */
#ifndef OBSERVE_SANDBOX_APART_H
#define OBSERVE_SANDBOX_APART_H

#include "sandbox/parts.h"

/** apart_look() - which of the two can be had? Told in @world; called in the new world. */
void apart_look(struct sandbox *world);

/**
 * apart_enter() - the calling process, a role's first, is kept apart from now on
 * @is_privileged:	it needs a capability in the world's own user namespace, and stays there
 *
 * It must be single-threaded, and still have the privileges of its user namespace.
 *
 * Return: 0, or -errno
 */
int apart_enter(const struct sandbox *world, bool is_privileged);

#endif
