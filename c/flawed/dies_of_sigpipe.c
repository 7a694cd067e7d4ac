/*
 * dies_of_sigpipe: an echo server that any caller can end by leaving.
 *
 * The mistake: SIGPIPE is left as it is, fatal. It is made because the error of
 * write is looked at, and that seems to be enough; but the signal comes with it,
 * and without a handler there is nobody left to look.
 * Broken: POSIX write(): EPIPE, "a SIGPIPE signal shall also be sent to the
 * thread"; a server is to serve the next caller.
 * Sound: iterative_echo_server, but for 6 lines.
 *
 * Says:  nothing, but why callers wait, or a conversation was broken off
 * Exit:  never of itself; SIGPIPE; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <string.h>
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

		char buffer[1024];
		ssize_t got;
		while ((got = read_some(conn, buffer, sizeof(buffer))) > 0)
			if (write_all(conn, buffer, (size_t)got) == -1)
				break;
		if (got != 0)
			say("broken off: %s", strerror(errno));

		must(close(conn), "close the connection");
	}
}
