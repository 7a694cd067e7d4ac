/* The echo of one caller, for servers that must not wait for any single one. */
#ifndef ECHO_SESSION_H
#define ECHO_SESSION_H

#include <stddef.h>

/** What must come before a conversation can go on. */
enum awaits {
	AWAITS_INPUT,		/* something to read: bytes, or the end */
	AWAITS_ROOM,		/* room to write */
	AWAITS_NOTHING		/* it is over */
};

/** A caller, and what it is still owed. */
struct echo_session {
	int sock;		/* does not block */
	enum awaits awaits;
	size_t len;		/* of @bytes: what was read last */
	size_t back;		/* bytes of these that have been sent back */
	char bytes[16384];
};

/**
 * echo_session_begin() - begin to echo a caller
 * @sock:	a connection that does not block; it is the conversation's from now on
 *
 * Return: the conversation, which awaits input; or NULL for want of memory: this is
 *	   said, and @sock has been closed.
 */
struct echo_session *echo_session_begin(int sock);

/**
 * echo_session_go_on() - do what can be done without waiting, read once and write once
 *
 * Nothing more is read before all that was read has been sent back. So a caller that
 * does not listen is not heard either, and costs no more memory than this one buffer;
 * and when the end is read, everything has been answered. No SIGPIPE comes of it.
 *
 * Return: what it awaits now; AWAITS_NOTHING when the caller has finished, or has broken
 *	   off, and then this is said.
 * Source: RFC 862; POSIX send(), MSG_NOSIGNAL.
 */
enum awaits echo_session_go_on(struct echo_session *conversation);

/** echo_session_end() - close its socket, and forget it */
void echo_session_end(struct echo_session *conversation);

#endif
