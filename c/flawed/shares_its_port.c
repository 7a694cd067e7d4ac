/*
 * shares_its_port: an echo server that lets another one have its port, too.
 *
 * The mistake: SO_REUSEPORT, set along with SO_REUSEADDR because it sounds alike.
 * It is made to get rid of EADDRINUSE for good. Two copies then run without a
 * word, and each gets some of the callers.
 * Broken: POSIX bind(), EADDRINUSE: a port has one server; socket(7), SO_REUSEPORT.
 * Sound: iterative_echo_server, but for 18 lines.
 *
 * Says:  nothing
 * Exit:  never of itself; 2 wrong usage; 99 a step failed, or a caller reset
 */
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"
#include "transfer.h"

int main(int argc, char *argv[])
{
	struct address own;
	if (argc != 2 || address_any(&own, argv[1]) == -1)
		usage("PORT");
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		cannot("ignore SIGPIPE");

	int listener = must(socket(own.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int)),
	     "set SO_REUSEADDR");
	must(setsockopt(listener, SOL_SOCKET, SO_REUSEPORT, &(int){ 1 }, sizeof(int)),
	     "set SO_REUSEPORT");
	must(bind(listener, &own.name, own.len), "bind");
	must(listen(listener, 5), "listen");

	for (;;) {
		int conn = must(accept(listener, NULL, NULL), "accept");
		char buffer[16384];
		ssize_t got;
		while ((got = read_some(conn, buffer, sizeof(buffer))) > 0)
			must(write_all(conn, buffer, (size_t)got), "write");
		if (got == -1)
			cannot("read");
		must(close(conn), "close the connection");
	}
}
