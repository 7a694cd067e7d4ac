/*
 * dies_of_a_strange_byte: an echo server that knows letters only.
 *
 * The mistake: a byte that is no text is a fault of the program, it believes, and ends it. It
 * is made by whoever puts an assertion where a check is meant: what comes from a network is
 * whatever somebody sends.
 * Broken: RFC 1122, 1.2.2 (be liberal in what you accept).
 * Sound: iterative_echo_server, but for 5 lines.
 *
 * Says:  nothing, but why callers wait, or a conversation was broken off
 * Exit:  never of itself; 2 wrong usage; 99 a step failed, or such a byte came
 */
#include <errno.h>
#include <signal.h>
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
		while ((got = read_some(conn, buffer, sizeof(buffer))) > 0) {
			for (ssize_t i = 0; i < got; i++)
				if (buffer[i] & 0x80)
					die("a byte that is no text");
			if (write_all(conn, buffer, (size_t)got) == -1)
				break;
		}
		if (got != 0)
			say("broken off: %s", strerror(errno));

		must(close(conn), "close the connection");
	}
}
