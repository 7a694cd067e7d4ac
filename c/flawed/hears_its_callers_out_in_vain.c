/*
 * hears_its_callers_out_in_vain: a relay that does not end when it is told to.
 *
 * The mistake: on SIGTERM it stops passing on, and reads its caller to the end, so that it can
 * close in order. It is made because to close with unread bytes is a reset. But the caller does not
 * know that nobody answers any more, and waits; so both wait.
 * Broken: POSIX kill(): SIGTERM asks for an end; RFC 9293, 3.6: of that, nobody is told.
 * Sound: threaded_relay, made another way.
 *
 * Says:  nothing
 * Exit:  0 told to end, and all callers have left; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"
#include "listening.h"
#include "relay_session.h"
#include "transfer.h"

static volatile sig_atomic_t told;

static void be_told(int number)
{
	(void)number;
	told = true;
}

/* A piece of one direction. Return: whether there was one. */
static bool pass(int from, int to)
{
	char buffer[16384];
	ssize_t got = read_some(from, buffer, sizeof(buffer));

	return got > 0 && write_all(to, buffer, (size_t)got) == 0;
}

static void relay(int caller, int server)
{
	struct pollfd ready[] = { { caller, POLLIN, 0 }, { server, POLLIN, 0 } };
	const int side[] = { caller, server };

	for (int open = 2; open > 0 && !told;) {
		if (poll(ready, 2, -1) == -1)
			continue; /* told, or interrupted */
		for (int i = 0; i < 2; i++) {
			if (ready[i].revents == 0 || pass(side[i], side[1 - i]))
				continue;
			(void)shutdown(side[1 - i], SHUT_WR); /* it may have left */
			ready[i].fd = -1;
			open--;
		}
	}
}

static void hear_out(int caller)
{
	char buffer[16384];

	while (read_some(caller, buffer, sizeof(buffer)) > 0)
		continue;
}

int main(int argc, char *argv[])
{
	struct address server;
	if (argc != 4 || address_parse(&server, argv[2], argv[3]) == -1)
		usage("LISTEN HOST PORT");

	const struct sigaction on_term = { .sa_handler = be_told };
	must(sigaction(SIGTERM, &on_term, NULL), "handle SIGTERM");
	int listener = listening(argv[1], 128);

	while (!told) {
		int caller = accept(listener, NULL, NULL);
		if (caller == -1)
			continue;
		int sock = must(relay_reach(&server), "reach the server");
		relay(caller, sock);
		hear_out(caller);
		must(close(caller), "close the caller's");
		must(close(sock), "close the server's");
	}
	return 0;
}
