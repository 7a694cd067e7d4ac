/*
 * hangs_up_when_interrupted: a relay that a signal can hang up.
 *
 * The mistake: a read or a write that fails, for whatever reason, ends the conversation. It is made
 * because a call that is restarted (SA_RESTART) never fails so; but poll always does, and
 * here SIGCHLD has a handler, as in any program that has children.
 * Broken: POSIX read(), write(), poll(), EINTR: nothing is said of the connection.
 * Sound: threaded_relay, made another way.
 *
 * Says:  nothing
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "accept_error.h"
#include "address.h"
#include "fixture.h"
#include "listening.h"
#include "relay_session.h"

static void reap(int number)
{
	int saved = errno; /* of the call that was interrupted */

	(void)number;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		continue;
	errno = saved;
}

/* Return: whether there was something, and it has been passed on. */
static bool pass(int from, int to)
{
	char buffer[16384];
	ssize_t got = read(from, buffer, sizeof(buffer));

	return got > 0 && write(to, buffer, (size_t)got) == got;
}

static void relay(int caller, int server)
{
	struct pollfd ready[] = { { caller, POLLIN, 0 }, { server, POLLIN, 0 } };
	const int side[] = { caller, server };

	for (int open = 2; open > 0;) {
		if (poll(ready, 2, -1) == -1)
			return;
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

	const struct sigaction on_child = { .sa_handler = reap, .sa_flags = SA_RESTART };
	must(sigaction(SIGCHLD, &on_child, NULL), "handle SIGCHLD");
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		cannot("ignore SIGPIPE");
	int listener = listening(argv[1], 128);

	for (;;) {
		int caller = accept(listener, NULL, NULL);
		if (caller == -1) {
			accept_error_outlast(errno);
			continue;
		}
		if (must(fork(), "fork") == 0) {
			relay(caller, must(relay_reach(&server), "reach the server"));
			exit(0);
		}
		must(close(caller), "close the parent's copy");
	}
}
