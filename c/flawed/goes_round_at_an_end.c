/*
 * goes_round_at_an_end: a relay of streams, one conversation at a time.
 *
 * The mistake: a side that has ended is asked again whether there is something to read. It is made
 * because the loop is the same for both sides, and the other one is still open. But an end
 * stays where it is: poll() returns at once, and again, for as long as the other side is silent.
 * Broken: POSIX poll(): POLLIN, also for an end-of-file.
 * Sound: threaded_relay, made another way.
 *
 * Says:  nothing
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <poll.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"
#include "listening.h"
#include "relay_session.h"
#include "transfer.h"

/* Return: whether there was something to pass on. */
static bool pass(int from, int to)
{
	char buffer[16384];
	ssize_t got = read_some(from, buffer, sizeof(buffer));

	return got > 0 && write_all(to, buffer, (size_t)got) == 0;
}

static void relay(const int side[2])
{
	struct pollfd ready[] = { { side[0], POLLIN, 0 }, { side[1], POLLIN, 0 } };
	bool ended[] = { false, false };

	while (!ended[0] || !ended[1]) {
		must(poll(ready, 2, -1), "poll");
		for (int i = 0; i < 2; i++) {
			if (ready[i].revents == 0 || pass(side[i], side[1 - i]))
				continue;
			if (!ended[i])
				(void)shutdown(side[1 - i], SHUT_WR); /* it may have left */
			ended[i] = true;
		}
	}
}

int main(int argc, char *argv[])
{
	struct address server;
	if (argc != 4 || address_parse(&server, argv[2], argv[3]) == -1)
		usage("LISTEN HOST PORT");
	int listener = listening(argv[1], 128);

	for (;;) {
		int caller = must(accept(listener, NULL, NULL), "accept");
		int sock = must(relay_reach(&server), "reach the server");

		relay((int[]){ caller, sock });
		must(close(caller), "close the caller's");
		must(close(sock), "close the server's");
	}
}
