/*
 * gives_its_server_up_for_ever: a relay that has been refused once, and never asks again.
 *
 * The mistake: it notes that the server is down, so that no other caller has to wait for a
 * connect() in vain, and nothing ever takes the note away. It is made because nobody tells a
 * relay that a server is back.
 * Broken: POSIX connect(): that it was refused says nothing of the next.
 * Sound: threaded_relay, but for 3 lines.
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
static _Atomic int down;

static void *serve(void *argument)
{
	int caller = (int)(intptr_t)argument;
	relay_resets_at_end(caller);

	int sock = down ? -1 : relay_reach(&server);
	if (sock == -1) {
		say("cannot reach the server: %s", strerror(errno));
		down = true;
		relay_hang_up(caller, false);
		return NULL;
	}
	relay_resets_at_end(sock);

	bool in_order = relay_session(caller, sock);
	relay_hang_up(caller, in_order);
	relay_hang_up(sock, in_order);
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
