/*
 * keeps_what_was_broken_off: a relay that closes what has ended in order, and nothing else.
 *
 * The mistake: where a conversation is broken off the thread returns at once. It is made because an
 * error is where one leaves; but the server is still waiting for a caller who has gone, and
 * two descriptors stay.
 * Broken: RFC 9293, 3.6 (MUST-12); POSIX close().
 * Sound: threaded_relay, but for 4 lines.
 *
 * Says:  nothing, but why a caller could not be served
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "accept_error.h"
#include "address.h"
#include "fixture.h"
#include "listening.h"
#include "relay_session.h"

static struct address server;

static void *serve(void *argument)
{
	int caller = (int)(intptr_t)argument;
	relay_resets_at_end(caller);

	int sock = relay_reach(&server);
	if (sock == -1) {
		say("cannot reach the server: %s", strerror(errno));
		relay_hang_up(caller, false);
		return NULL;
	}
	relay_resets_at_end(sock);

	if (!relay_session(caller, sock))
		return NULL;
	relay_hang_up(caller, true);
	relay_hang_up(sock, true);
	return NULL;
}

int main(int argc, char *argv[])
{
	if (argc != 4 || address_parse(&server, argv[2], argv[3]) == -1)
		usage("LISTEN HOST PORT");

	pthread_attr_t detached;
	if (pthread_attr_init(&detached) != 0 ||
	    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED) != 0)
		die("cannot prepare for threads");
	int listener = listening(argv[1], 128);

	for (;;) {
		int caller = accept(listener, NULL, NULL);
		if (caller == -1) {
			accept_error_outlast(errno);
			continue;
		}

		pthread_t thread;
		int error = pthread_create(&thread, &detached, serve, (void *)(intptr_t)caller);
		if (error != 0) {
			say("cannot make a thread: %s", strerror(error));
			must(close(caller), "close the connection");
		}
	}
}
