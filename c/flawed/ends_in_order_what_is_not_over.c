/*
 * ends_in_order_what_is_not_over: a relay that closes, and no more, whatever has happened.
 *
 * The mistake: it leaves the ends of its connections to close(), which sends a FIN. It is made
 * because that is how connections are closed. So a caller whose server is not there, or whose
 * relay was ended in the midst of an answer, reads what it would read behind the last byte.
 * Broken: RFC 9293, 3.6: a FIN says that the sender has no more to say, and the server has
 * said nothing of the kind.
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

	int sock = relay_reach(&server);
	if (sock == -1) {
		say("cannot reach the server: %s", strerror(errno));
		relay_hang_up(caller, true);
		return NULL;
	}
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
