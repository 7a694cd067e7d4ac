/*
 * sockets: one pass over the kernel's TCP sockets of this network namespace.
 *
 * Also of those that no process holds any more: what is left of them in TIME_WAIT, or still has
 * something to send.
 */
#ifndef OBSERVE_WIRE_SOCKETS_H
#define OBSERVE_WIRE_SOCKETS_H

#include <stdbool.h>
#include <stdint.h>

#include "wire/packet.h"

/** Which timer of the kernel will go off: net/ipv4/inet_diag.c, inet_diag_msg_sockets_fill. */
enum socket_timer {
	TIMER_OF_NOTHING,
	TIMER_OF_RETRANSMIT,	/* or a loss probe: something is unacknowledged */
	TIMER_OF_KEEPALIVE,	/* or of an end that nobody holds: FIN-WAIT-2 */
	TIMER_OF_TIME_WAIT,
	TIMER_OF_PROBE,		/* of a window that is shut, or too small */
};

/** The states' numbers as the kernel tells them: include/net/tcp_states.h. */
enum {
	STATE_SYN_RECV = 3,
	STATE_TIME_WAIT = 6,
	STATE_LISTEN = 10,
	STATE_NEW_SYN_RECV = 12,
	STATES
};

struct tcp_socket {
	struct endpoint local;	/* IPv4 of a socket of IPv6 stays mapped: ::ffff:0:0/96 */
	struct endpoint remote;
	unsigned state;
	uint32_t to_read;	/* bytes that nobody has read; of a listener, callers */
	uint32_t to_send;	/* bytes unsent or unacknowledged; of a listener, its backlog */
	enum socket_timer timer;
	int64_t expires_ms;	/* until it goes off */
	unsigned backoff;	/* how often its time has been doubled */
	bool has_backoff;	/* it can be told */
	uint64_t inode;		/* 0: no descriptor leads to it */
	uint32_t uid;
};

/** socket_state() - "ESTABLISHED" … */
const char *socket_state(const struct tcp_socket *socket);

enum pass { PASS_WHOLE, PASS_UNKNOWN, PASS_BROKEN_OFF };

/** Which sockets: all, or those that listen and those whose frames flow.h has seen. */
enum whose { SOCKETS_ALL, SOCKETS_SEEN };

/**
 * sockets_pass() - show each TCP socket once, in no order
 * @whose:	SOCKETS_SEEN takes a hundredth of the time, and is all of them where every frame
 *		of the namespace was seen
 * @see:	called with @context; what it is shown is gone when it returns
 *
 * Return: PASS_WHOLE, or PASS_BROKEN_OFF if there may be more; PASS_UNKNOWN if the kernel
 *	   shows none at all.
 * Source: sock_diag(7); proc_net_tcp.rst where the kernel has no sock_diag
 */
enum pass sockets_pass(enum whose whose,
		       void (*see)(void *context, const struct tcp_socket *socket), void *context);

/** sockets_parse_line() - a line of /proc/net/tcp or tcp6. Return: false if it is none. Pure. */
bool sockets_parse_line(struct tcp_socket *socket, const char *line, long ticks_per_second);

#endif
