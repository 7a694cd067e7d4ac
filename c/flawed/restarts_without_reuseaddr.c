/*
 * restarts_without_reuseaddr: a server that cannot start while its past is remembered.
 *
 * The mistake: SO_REUSEADDR is not set before bind(). It is made because the first
 * start always works; the second does not for a minute, when the one before had
 * a connection that it ended itself.
 * Broken: socket(7), SO_REUSEADDR; RFC 9293, 3.6.1: TIME-WAIT.
 * Sound: iterative_echo_server, but for 19 lines.
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
	must(bind(listener, &own.name, own.len), "bind");
	must(listen(listener, 5), "listen");

	for (;;) {
		int conn = must(accept(listener, NULL, NULL), "accept");
		char buffer[16384];
		ssize_t got;
		while ((got = read(conn, buffer, sizeof(buffer))) > 0)
			must(write_all(conn, buffer, (size_t)got), "write");
		if (got == -1)
			cannot("read");
		must(close(conn), "close the connection");
	}
}
