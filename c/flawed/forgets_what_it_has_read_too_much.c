/*
 * forgets_what_it_has_read_too_much: an echo server that answers one line of each read.
 *
 * The mistake: what stands behind the line's end in its buffer is dropped. It is made because a
 * caller waits for its answer before it asks again, and then there is nothing behind it; one that
 * does not wait is answered once.
 * Broken: notes, chapter 5 (several requests can come by one read); RFC 862.
 * Sound: iterative_echo_server, but for 5 lines.
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
			char *end = memchr(buffer, '\n', (size_t)got);
			if (end != NULL)
				got = end - buffer + 1;
			if (write_all(conn, buffer, (size_t)got) == -1)
				break;
		}
		if (got != 0)
			say("broken off: %s", strerror(errno));

		must(close(conn), "close the connection");
	}
}
