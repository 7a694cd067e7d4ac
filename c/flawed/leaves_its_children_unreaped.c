/*
 * leaves_its_children_unreaped: a relay of processes that never asks how they ended.
 *
 * The mistake: SIGCHLD is left as it is, and nobody waits. It is made because everything
 * works without. But of each caller a zombie stays, until there are no more processes.
 * Broken: POSIX _exit(), wait(): a status is kept until it is taken.
 * Sound: threaded_relay, but for 28 lines.
 *
 * Says:  nothing, but why a caller could not be served
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "accept_error.h"
#include "address.h"
#include "fixture.h"
#include "listening.h"
#include "relay_session.h"

static void serve(int caller, const struct address *server)
{
	relay_resets_at_end(caller);
	int sock = must(relay_reach(server), "reach the server");
	relay_resets_at_end(sock);

	bool in_order = relay_session(caller, sock);
	relay_hang_up(caller, in_order);
	relay_hang_up(sock, in_order);
}

int main(int argc, char *argv[])
{
	struct address server;
	if (argc != 4 || address_parse(&server, argv[2], argv[3]) == -1)
		usage("LISTEN HOST PORT");
	int listener = listening(argv[1], 128);

	for (;;) {
		int caller = accept(listener, NULL, NULL);
		if (caller == -1) {
			accept_error_outlast(errno);
			continue;
		}

		pid_t child = fork();
		if (child == 0) {
			must(close(listener), "close the listener");
			serve(caller, &server);
			return 0;
		}
		if (child == -1)
			say("cannot fork: %s", strerror(errno));
		must(close(caller), "close the parent's copy");
	}
}
