/*
 * buffers: what the kernel holds for the sockets of this network namespace.
 *
 * That is in no process's account, and a socket that is on its way to somebody (unix(7),
 * SCM_RIGHTS) is in no process's table, either.
 */
#ifndef OBSERVE_WIRE_BUFFERS_H
#define OBSERVE_WIRE_BUFFERS_H

#include <stdint.h>

/**
 * buffers_most() - no more than so many bytes, as far as can be told at once
 *
 * A socket that holds more than twice net.core.wmem_max is not reckoned with; TCP's and UDP's are
 * told for the whole machine.
 *
 * Source: /proc/net/sockstat, proc_pid_net(5); socket(7), "SO_SNDBUF"
 */
int64_t buffers_most(void);

/**
 * buffers_held() - so many bytes, socket by socket: some ms where the machine has many
 *
 * Return: 0 where the kernel does not tell
 * Source: sock_diag(7), UDIAG_SHOW_MEMINFO, INET_DIAG_SKMEMINFO
 */
int64_t buffers_held(void);

#endif
