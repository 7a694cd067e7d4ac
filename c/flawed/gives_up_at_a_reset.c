/*
 * gives_up_at_a_reset: an echo server that takes one caller's end for its own.
 *
 * The mistake: an error of read or write ends the program, as the error_handling()
 * of the book's examples does. It is made because in an example every error is
 * a reason to stop; ECONNRESET is only the news that one caller has gone.
 * Broken: a server is to serve the next caller; POSIX recv(), ECONNRESET.
 * Sound: iterative_echo_server, but for 5 lines.
 *
 * Says:  nothing, but why callers wait
 * Exit:  never of itself; 2 wrong usage; 99 a step failed, or a caller's reset
 */
#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"
#include "accept_error.h"
#include "transfer.h"

int main(int argc, char *argv[])
{
	struct address own;
	if (argc != 2 || address_any(&own, argv[1]) == -1)
		usage("PORT");

	/* A caller that leaves early is to be an error of write, not our end. */
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		cannot("ignore SIGPIPE");

	int listener = must(socket(own.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int)),
	     "set SO_REUSEADDR");
	must(bind(listener, &own.name, own.len), "bind");
	must(listen(listener, 5), "listen");

	for (;;) {
		int conn = accept(listener, NULL, NULL);
		if (conn == -1) {
			accept_error_outlast(errno);
			continue;
		}

		char buffer[16384];
		ssize_t got;
		while ((got = read_some(conn, buffer, sizeof(buffer))) > 0)
			must(write_all(conn, buffer, (size_t)got), "write");
		if (got == -1)
			cannot("read");

		must(close(conn), "close the connection");
	}
}
