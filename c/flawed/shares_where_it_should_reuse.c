/*
 * shares_where_it_should_reuse: listen at a port, and let others listen there, too.
 *
 * The mistake: SO_REUSEPORT in place of SO_REUSEADDR. It is made because both make
 * EADDRINUSE go away, and the names are nearly the same. A second server, started by
 * mistake, is not refused then: it takes a share of the callers.
 * Broken: socket(7), SO_REUSEPORT: several sockets at one address, if all have asked for it.
 * Sound: second_binds, but for 7 lines.
 *
 * Says:  for each: what was tried, and: bound, or the reason why not
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

static int open_socket(bool share)
{
	int on = share;
	int sock = must(socket(AF_INET, SOCK_STREAM, 0), "create a socket");

	must(setsockopt(sock, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)), "set SO_REUSEPORT");
	return sock;
}

static void try_to_bind(const char *what, const char *host, const char *port, bool share)
{
	struct address address;
	int sock = open_socket(share);

	if (address_parse(&address, host, port) == -1)
		die("%s is no port", port);
	say("%s: %s", what,
	    bind(sock, &address.name, address.len) == -1 ? strerror(errno) : "bound");
	must(close(sock), "close");
}

int main(int argc, char *argv[])
{
	struct address own;
	if (argc != 2 || address_parse(&own, "127.0.0.1", argv[1]) == -1)
		usage("PORT");

	int listener = open_socket(true);
	must(bind(listener, &own.name, own.len), "bind");
	must(listen(listener, 5), "listen");

	try_to_bind("the same address, both with SO_REUSEPORT", "127.0.0.1", argv[1], true);
	try_to_bind("all addresses, without", "0.0.0.0", argv[1], false);
	try_to_bind("all addresses, both with SO_REUSEPORT", "0.0.0.0", argv[1], true);
	try_to_bind("another address", "127.0.0.2", argv[1], false);

	must(close(listener), "close");
	return 0;
}
