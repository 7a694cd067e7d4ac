/*
 * lookup: what the kernel's tables tell of another process's socket.
 *
 * For kernels that lend no descriptor: pidfd_getfd(2) is there since Linux 5.6, and not in gVisor.
 * The tables in /proc/PID/net have a socket as soon as it has a place of its own; what kind one
 * is before, only who made it can say (calls/socket.c). They do not tell whether one of IPv6
 * takes IPv4, too: it is taken to, as is usual (ipv6(7)). And of a caller that was refused they
 * have nothing: of two who call one address in that moment, one may be taken for the other
 * (wire/owner.c).
 */
#ifndef OBSERVE_CALLS_LOOKUP_H
#define OBSERVE_CALLS_LOOKUP_H

#include <sys/types.h>

#include "calls/sock.h"

/**
 * lookup_socket() - look a socket up by its inode
 * @pid:	a process in whose network it is
 * @sock:	whether it is elsewhere, and where a table has it, its two ends; its kind, if that
 *		is not known
 */
void lookup_socket(pid_t pid, struct sock *sock);

/** lookup_waits() - descriptor_waits(), by /proc/PID/fdinfo (proc(5)) */
bool lookup_waits(pid_t pid, int fd);

#endif
