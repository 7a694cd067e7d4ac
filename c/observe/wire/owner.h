/*
 * owner: whose the ends of a frame are, as the calls of the run have shown.
 *
 * Feeds the table in ends.h: addresses at bind(2), listen(2) and the first send, pairs at
 * connect(2), accept(2), and at each SYN, because what follows it may be seen before the calls
 * return.
 */
#ifndef OBSERVE_WIRE_OWNER_H
#define OBSERVE_WIRE_OWNER_H

#include "run.h"

/** owner_has_place() - a socket has an address of its own: who sends there, sends to its role. */
void owner_has_place(struct run *run, int role, const struct sock *sock);

/** owner_has_pair() - a socket talks with @remote, and it is its role's end of that. */
void owner_has_pair(struct run *run, int role, const struct sock *sock,
		    const struct endpoint *remote);

/** owner_has_called() - connect(2) has gone on its way: the socket is looked at anew. */
void owner_has_called(struct run *run, struct thread *thread);

/** The roles at the ends of a frame: places in the cast, or ROLE_NONE, ROLE_SEVERAL. */
struct owners {
	int from;
	int to;
};

/**
 * owner_of_frame() - who has sent it, to whom
 *
 * A call that has not returned yet is looked for first, where a call sends the frame itself: the
 * one that had the address before must not be taken for it.
 */
struct owners owner_of_frame(struct run *run, const struct packet *packet);

/** owner_of_socket() - whose is, or was, a TCP socket of these two ends? */
int owner_of_socket(const struct run *run, const struct endpoint *local,
		    const struct endpoint *remote);

/** owner_name() - of a role, NULL for none and for several. */
const char *owner_name(const struct run *run, int role);

/**
 * owner_talks_to_cast() - is the call that a thread is in part of a conversation of the cast?
 *
 * It is not if the other end is known, is of no other role, and neither end has one of the cast's
 * ports (--port): a name server that nobody plays, a daemon of the machine that is not there, a
 * socket with which a program wakes itself. Of what is not a network socket, or talks with nobody
 * yet, that cannot be said: true.
 */
bool owner_talks_to_cast(const struct run *run, const struct thread *thread);

#endif
