/*
 * treats_bytes_as_text: an echo server that answers up to the first NUL.
 *
 * The mistake: what was read is ended by a NUL, and its length is asked of
 * strlen(). It is made because with typed lines the two lengths are the same.
 * Broken: RFC 862: any data is sent back; POSIX read(): bytes, not strings.
 * Sound: iterative_echo_server, but for 6 lines.
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

		char text[1025];
		ssize_t got;
		while ((got = read(conn, text, sizeof(text) - 1)) > 0) {
			text[got] = '\0';
			if (write_all(conn, text, strlen(text)) == -1)
				break;
		}
		if (got != 0)
			say("broken off: %s", strerror(errno));

		must(close(conn), "close the connection");
	}
}
