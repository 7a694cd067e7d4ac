/*
 * takes_a_reset_for_an_end: a relay of streams, one conversation at a time.
 *
 * The mistake: a loop that reads while there is something, and takes the error at its
 * end for an end-of-file. It is made because that loop stands in every textbook. The
 * side that was cut off in the middle is told that all is said, by a FIN.
 * Broken: RFC 9293, 3.6 (MUST-12: that a connection was aborted must be told).
 * Sound: tcp_relay, made another way.
 *
 * Says:  nothing
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"
#include "listening.h"
#include "transfer.h"

/* Return: whether there was something to pass on. */
static bool pass(int from, int to)
{
	static char buffer[65536];
	ssize_t got = read(from, buffer, sizeof(buffer));

	return got > 0 && write_all(to, buffer, (size_t)got) == 0;
}

static void relay(const int side[2])
{
	struct pollfd ready[] = { { side[0], POLLIN, 0 }, { side[1], POLLIN, 0 } };

	for (int open = 2; open > 0;) {
		must(poll(ready, 2, -1), "poll");
		for (int i = 0; i < 2; i++) {
			if (ready[i].revents == 0 || pass(side[i], side[1 - i]))
				continue;
			(void)shutdown(side[1 - i], SHUT_WR); /* it may have left */
			ready[i].fd = -1;
			ready[i].revents = 0;
			open--;
		}
	}
}

int main(int argc, char *argv[])
{
	struct address server;
	if (argc != 4 || address_parse(&server, argv[2], argv[3]) == -1)
		usage("LISTEN HOST PORT");

	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		cannot("ignore SIGPIPE");
	int listener = listening(argv[1], 128);

	for (;;) {
		int caller = must(accept(listener, NULL, NULL), "accept");
		int sock = must(socket(server.name.sa_family, SOCK_STREAM, 0), "create another");
		must(connect(sock, &server.name, server.len), "connect");

		relay((int[]){ caller, sock });
		must(close(caller), "close the caller's");
		must(close(sock), "close the server's");
	}
}
