/* One conversation of a relay, for relays that give each a thread or a process of its own. */
#ifndef RELAY_SESSION_H
#define RELAY_SESSION_H

#include <stdbool.h>

#include "address.h"

/**
 * relay_reach() - call the server
 *
 * Return: a connection, which is the caller's to close; or -1 with errno as socket() or
 *	   connect() set it.
 */
int relay_reach(const struct address *server);

/**
 * relay_resets_at_end() - from now on, whatever closes @sock resets it
 *
 * So a conversation that is not over is not taken for one that is, also where the end of the
 * process closes the socket. relay_hang_up() takes it back. Source: socket(7), SO_LINGER.
 */
void relay_resets_at_end(int sock);

/**
 * relay_session() - pass on what two sides say, and where each ends, until both have ended
 * @caller, @server: connections, as they were made; they stay open
 *
 * A FIN is passed on behind the last byte, and the other direction goes on. What cannot be passed
 * on is not read. No SIGPIPE comes of it.
 *
 * Return: whether both have ended in order; if not, one of them was broken off.
 * Source: RFC 9293 3.6, 3.8.6.
 */
bool relay_session(int caller, int server);

/** relay_hang_up() - close @sock: in order, or by a reset */
void relay_hang_up(int sock, bool in_order);

#endif
