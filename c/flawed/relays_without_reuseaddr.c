/*
 * relays_without_reuseaddr: a relay that cannot be started again while its port is remembered.
 *
 * The mistake: SO_REUSEADDR is not set, and conversations end in order when the relay is ended
 * in their midst. It is made because the first start succeeds. Who hangs up first keeps
 * the connection in TIME-WAIT, and its port with it, for a minute.
 * Broken: socket(7), SO_REUSEADDR; RFC 9293, 3.6.1.
 * Sound: threaded_relay, but for 10 lines.
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
#include "relay_session.h"

static struct address server;

static void *serve(void *argument)
{
	int caller = (int)(intptr_t)argument;

	int sock = relay_reach(&server);
	if (sock == -1) {
		say("cannot reach the server: %s", strerror(errno));
		relay_hang_up(caller, false);
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
	struct address own;
	if (address_any(&own, argv[1]) == -1)
		usage("LISTEN HOST PORT");
	int listener = must(socket(own.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(bind(listener, &own.name, own.len), "bind");
	must(listen(listener, 128), "listen");

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
