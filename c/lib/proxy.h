/* Asking a proxy for a connection: SOCKS 5, and CONNECT of HTTP. */
#ifndef PROXY_H
#define PROXY_H

#include <stddef.h>

#include "address.h"

/** How a proxy is asked: proxy_socks5() or proxy_connect(). */
typedef const char *proxy_ask(int sock, const struct address *wanted);

/**
 * proxy_socks5() - have a SOCKS proxy connect to somebody, without authentication
 * @sock:	a new connection to the proxy, which blocks
 * @wanted:	IPv4 or IPv6
 *
 * Its answer is read, and not a byte of what comes behind it: from then on @sock is as if it
 * were connected to @wanted. A SIGPIPE may come of it.
 *
 * Return: NULL, or what went wrong, as a sentence of the proxy's or in the words of errno; it is
 *	   valid until the next call of the thread.
 * Source: RFC 1928, 3 to 6.
 */
const char *proxy_socks5(int sock, const struct address *wanted);

/** proxy_connect() - the same of a proxy that speaks HTTP/1.1. Source: RFC 9110, 9.3.6; RFC 9112 */
const char *proxy_connect(int sock, const struct address *wanted);

#endif
