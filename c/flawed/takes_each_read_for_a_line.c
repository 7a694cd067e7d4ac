/*
 * takes_each_read_for_a_line: an echo server that believes a read brings a line.
 *
 * The mistake: it answers each read with a line, and puts the newline there if
 * it is missing. It is made because people type lines, and a typed line does
 * arrive by one read.
 * Broken: notes, chapter 5 (the server owes the bytes that came, and no borders);
 * RFC 862.
 * Sound: iterative_echo_server, but for 7 lines.
 *
 * Says:  nothing, but why callers wait, or a conversation was broken off
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
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

		char line[1024];
		ssize_t got;
		while ((got = read(conn, line, sizeof(line) - 1)) > 0) {
			if (line[got - 1] != '\n')
				line[got++] = '\n';
			if (write_all(conn, line, (size_t)got) == -1)
				break;
		}
		if (got != 0)
			say("broken off: %s", strerror(errno));

		must(close(conn), "close the connection");
	}
}
