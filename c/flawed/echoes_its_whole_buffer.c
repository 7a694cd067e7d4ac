/*
 * echoes_its_whole_buffer: an echo server that answers as much as it has room for.
 *
 * The mistake: sizeof(buffer) given to write in place of what read returned. It
 * is made because text that is printed up to its NUL looks right all the same;
 * what else is sent is left over from before - or from another caller.
 * Broken: notes, chapter 5 (the server owes what it received); RFC 862.
 * Sound: iterative_echo_server, but for 3 lines.
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

		char buffer[1000] = { 0 };
		ssize_t got;
		while ((got = read_some(conn, buffer, sizeof(buffer))) > 0)
			if (write_all(conn, buffer, sizeof(buffer)) == -1)
				break;
		if (got != 0)
			say("broken off: %s", strerror(errno));

		must(close(conn), "close the connection");
	}
}
