/*
 * sock: what a descriptor may be of, and what is known of a socket.
 */
#ifndef OBSERVE_CALLS_SOCK_H
#define OBSERVE_CALLS_SOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "wire/packet.h"

enum fd_kind {
	FD_UNKNOWN,
	FD_LISTENER,	/* a stream socket that listens */
	FD_CONNECTION,	/* a stream socket that was connected or accepted */
	FD_STREAM,	/* a stream socket that is neither yet */
	FD_DATAGRAM,
	FD_SOCKET,	/* of another family or type */
	FD_PIPE,
	FD_TERMINAL,
	FD_FILE,
	FD_OTHER,
	FD_KINDS
};

/** fd_kind_name() - "listener" …; NULL for FD_UNKNOWN */
const char *fd_kind_name(enum fd_kind kind);

/** fd_is_network() - is it an IPv4 or IPv6 stream or datagram socket? */
bool fd_is_network(enum fd_kind kind);

struct sock {
	uint64_t inode;
	uint32_t number;	/* from 1, in the order of being seen */
	enum fd_kind kind;
	struct endpoint local;	/* port 0: none yet */
	struct endpoint remote;	/* of one that is connected; port 0: none */
	struct endpoint spoke_to;	/* of a datagram socket: where it last sent to */
	bool takes_ipv4;	/* bound to all of IPv6, and so to all of IPv4: ipv6(7) */
	bool elsewhere;		/* in a network that is not the run's */
	int64_t timeout_ns[2];	/* SO_RCVTIMEO and SO_SNDTIMEO; 0: none */
	struct sock *next;
};

#endif
