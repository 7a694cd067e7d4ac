/*
 * shares_its_buffer: a threaded echo server that reads into one buffer for all.
 *
 * The mistake: the buffer is static. As long as each answer leaves at once, no two threads
 * have something in it; but who does not listen keeps his answer there, half written,
 * while others are read over it.
 * Broken: notes, chapter 10 (threads share everything); RFC 862.
 * Sound: threaded_echo_server, but for 1 line.
 *
 * Says:  nothing, but why callers wait, or one could not be served, or why a
 *        conversation was broken off
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fixture.h"
#include "listening.h"
#include "accept_error.h"
#include "transfer.h"

static void *echo(void *argument)
{
	int conn = (int)(intptr_t)argument;
	static char buffer[4096];
	ssize_t got;

	while ((got = read_some(conn, buffer, sizeof(buffer))) > 0)
		if (write_all(conn, buffer, (size_t)got) == -1)
			break;
	if (got != 0)
		say("broken off: %s", strerror(errno));

	must(close(conn), "close the connection");
	return NULL;
}

int main(int argc, char *argv[])
{
	if (argc != 2)
		usage("PORT");

	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		cannot("ignore SIGPIPE");
	pthread_attr_t detached;
	if (pthread_attr_init(&detached) != 0 ||
	    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED) != 0)
		die("cannot prepare for threads");

	int listener = listening(argv[1], 128);

	for (;;) {
		int conn = accept(listener, NULL, NULL);
		if (conn == -1) {
			accept_error_outlast(errno);
			continue;
		}

		pthread_t thread;
		int error = pthread_create(&thread, &detached, echo, (void *)(intptr_t)conn);
		if (error != 0) { /* this caller goes unserved, the next perhaps not */
			say("cannot make a thread: %s", strerror(error));
			must(close(conn), "close the connection");
		}
	}
}
