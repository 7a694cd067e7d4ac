/*
 * ends_at_a_failed_accept: a relay that one accept ends.
 *
 * The mistake: whatever accept() fails with ends the process. It is made because for most calls
 * that is right. But a caller who has gone (ECONNABORTED), a shortage that will pass
 * (EMFILE) and a signal (EINTR) are no reason to hang up on everybody.
 * Broken: POSIX accept(); accept(2), "Error handling".
 * Sound: threaded_relay, made another way.
 *
 * Says:  nothing, but why a caller could not be served
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "address.h"
#include "fixture.h"
#include "listening.h"
#include "relay_session.h"

struct conversation {
	int caller, server;
};

static void *serve(void *argument)
{
	struct conversation *both = argument;
	bool in_order = relay_session(both->caller, both->server);

	relay_hang_up(both->caller, in_order);
	relay_hang_up(both->server, in_order);
	free(both);
	return NULL;
}

static void begin(int caller, const struct address *server, const pthread_attr_t *detached)
{
	struct conversation *both = malloc(sizeof(*both));
	if (both == NULL)
		cannot("keep a conversation");
	*both = (struct conversation){ caller, relay_reach(server) };
	if (both->server == -1) {
		say("cannot reach the server: %s", strerror(errno));
		relay_hang_up(caller, false);
		free(both);
		return;
	}

	pthread_t thread;
	if (pthread_create(&thread, detached, serve, both) != 0)
		die("cannot make a thread");
}

int main(int argc, char *argv[])
{
	struct address server;
	if (argc != 4 || address_parse(&server, argv[2], argv[3]) == -1)
		usage("LISTEN HOST PORT");

	pthread_attr_t detached;
	if (pthread_attr_init(&detached) != 0 ||
	    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED) != 0)
		die("cannot prepare for threads");
	int listener = listening(argv[1], 128);

	for (;;)
		begin(must(accept(listener, NULL, NULL), "accept"), &server, &detached);
}
