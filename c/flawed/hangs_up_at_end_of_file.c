/*
 * hangs_up_at_end_of_file: an echo server that leaves as soon as the caller has finished.
 *
 * The mistake: it takes POLLRDHUP - the caller will send no more - for "the
 * caller has gone", and closes, with bytes unread that it owes an answer. It is
 * made because the name says "hang up", and because a caller that has really
 * gone looks the same.
 * Broken: notes, chapter 7 (the other direction is still open); poll(2);
 * RFC 9293, 3.6.
 * Sound: iterative_echo_server, but for 15 lines.
 *
 * Says:  nothing, but why callers wait, or a conversation was broken off
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <poll.h>
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

		for (;;) {
			struct pollfd ready = { .fd = conn, .events = POLLIN | POLLRDHUP };
			must(poll(&ready, 1, -1), "poll");
			if (ready.revents & (POLLRDHUP | POLLHUP | POLLERR))
				break;

			char buffer[1024];
			ssize_t got = read(conn, buffer, sizeof(buffer));
			if (got <= 0 || write_all(conn, buffer, (size_t)got) == -1) {
				if (got != 0)
					say("broken off: %s", strerror(errno));
				break;
			}
		}

		must(close(conn), "close the connection");
	}
}
