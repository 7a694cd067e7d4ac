/*
 * gives_a_slow_server_up: a relay that waits for a connection a tenth of a second.
 *
 * The mistake: connect() has so little time that a single lost segment uses it up. It is made
 * because on one's own network that is long. A server whose queue is full for a moment
 * drops a SYN, and the kernel sends it again after a second - in vain, as the caller has
 * been hung up on, and the socket is forgotten.
 * Broken: RFC 6298, 2.1 and 2.5: the first retransmission takes a second, and so should we.
 * Sound: threaded_relay, but for 6 lines.
 *
 * Says:  nothing, but why a caller could not be served
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
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

	const struct timeval patience = { .tv_usec = 100000 };
	int sock = must(socket(server.name.sa_family, SOCK_STREAM, 0), "create another");
	must(setsockopt(sock, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience)),
	     "set SO_SNDTIMEO"); /* socket(7): connect, too */
	if (connect(sock, &server.name, server.len) == -1) {
		say("cannot reach the server: %s", strerror(errno));
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
