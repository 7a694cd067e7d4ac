/* Socket addresses, as bind(), connect() and sendto() take them. */
#ifndef ADDRESS_H
#define ADDRESS_H

#include <sys/socket.h>

/** An address of any family: give &@name and @len to the call. */
struct address {
	union {
		struct sockaddr name;
		struct sockaddr_storage room;
	};
	socklen_t len; /* bytes of @room that are in use */
};

/**
 * address_parse() - make an address of its two numeric parts
 * @address:	set only on success
 * @host:	"127.0.0.1" or "::1"; "0.0.0.0" and "::" for every local address.
 *		A name is refused: nothing is asked of a name server here.
 * @port:	a decimal number, as "9190"
 *
 * Return: 0, or -1 if @host or @port is no such thing.
 * Source: POSIX getaddrinfo(), AI_NUMERICHOST and AI_NUMERICSERV.
 */
int address_parse(struct address *address, const char *host, const char *port);

/**
 * address_any() - make the address at which a server takes everybody's calls
 * @address:	set only on success; "0.0.0.0", or "::" where HOST in the environment is an
 *		address of IPv6: who is to be reached there is told so
 * @port:	a decimal number, as "9190"
 *
 * Return: 0, or -1 if @port is no such thing.
 * Source: ip(7), INADDR_ANY; ipv6(7).
 */
int address_any(struct address *address, const char *port);

/** address_of() - the address that a call or a library has, as one of ours; at most @len bytes */
struct address address_of(const struct sockaddr *name, socklen_t len);

/** "[", the longest IPv6 address, "]:", a port, and a NUL. */
enum { ADDRESS_TEXT = 56 };

/**
 * address_text() - an address as people write it
 * @text:	ADDRESS_TEXT bytes; is set to "127.0.0.1:9190" or "[::1]:9190", or
 *		to "(no address)" for what is neither IPv4 nor IPv6
 * @address:	as a call has filled it
 *
 * Return: @text
 */
const char *address_text(char *text, const struct address *address);

#endif
