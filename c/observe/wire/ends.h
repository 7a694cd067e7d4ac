/*
 * ends: whose an end of a conversation is. Pure: what is learned in, a role out.
 *
 * An end is known by both its addresses and ports, never by a port alone: a relay may call its
 * server from the very port that its caller called from, and two roles may serve one port at
 * two addresses (RFC 9293, 3.3.1: a connection is a pair of sockets).
 *
 * What was learned stays: what a kernel still sends for a socket that nobody holds any more is
 * its last holder's. A later one takes its place when it names, calls or accepts; one that only
 * has been handed the socket (SCM_RIGHTS, pidfd_getfd) does not.
 */
#ifndef OBSERVE_WIRE_ENDS_H
#define OBSERVE_WIRE_ENDS_H

#include <stdbool.h>
#include <stdint.h>

#include "wire/packet.h"

enum { ENDS_BUCKETS = 16384 };

/* What ends_role() returns where it is no role. */
enum { ROLE_NONE = -1, ROLE_SEVERAL = -2 };

struct end {
	bool udp;
	struct endpoint local;	/* an unspecified address stands for all of its family */
	struct endpoint remote;	/* port 0: any */
};

struct known_end;

struct known_ends {
	struct known_end *bucket[ENDS_BUCKETS];	/* owned */
};

/** Does a socket still exist, that a role had? Asked only where two would be at one end. */
struct liveness {
	bool (*lives)(void *context, int role, uint64_t inode);
	void *context;
};

/**
 * ends_learn() - a socket of a role has this end
 * @inode:	of the socket
 *
 * A pair of TCP is one socket's only: an earlier owner loses it. Otherwise those at the same
 * place, or at one that this one covers, keep it as long as their sockets live.
 *
 * Return: 0, or -ENOMEM
 */
int ends_learn(struct known_ends *ends, const struct end *end, int role, uint64_t inode,
	       const struct liveness *liveness);

/**
 * ends_role() - who is at @end->local, talking with @end->remote?
 *
 * The pair itself is looked for first, then the address alone, then the unspecified one.
 *
 * Return: a role, ROLE_NONE, or ROLE_SEVERAL if it could be either of two
 */
int ends_role(const struct known_ends *ends, const struct end *end);

/** ends_server() - who takes calls at @end->local? As ends_role(), but pairs come last. */
int ends_server(const struct known_ends *ends, const struct end *end);

/** ends_socket() - the socket that has this very pair. Return: its inode, 0 for none */
uint64_t ends_socket(const struct known_ends *ends, const struct end *end);

/** ends_forget_socket() - a datagram socket gives up what it had at this port. */
void ends_forget_socket(struct known_ends *ends, uint16_t port, uint64_t inode);

/** ends_forget_all() - give back what it holds. */
void ends_forget_all(struct known_ends *ends);

/**
 * endpoint_plain() - as it is on the wire: ::ffff:127.0.0.1 is IPv4's 127.0.0.1 (RFC 4291,
 * 2.5.5.2).
 */
struct endpoint endpoint_plain(const struct endpoint *end);

/** endpoint_is_any() - is its address the unspecified one? */
bool endpoint_is_any(const struct endpoint *end);

/** endpoint_covers() - is @one at @wide, or is that the unspecified address at its port? */
bool endpoint_covers(const struct endpoint *wide, const struct endpoint *one);

#endif
