/*
 * keeps_the_listener: a forking echo server that cannot be started again while it is used.
 *
 * The mistake: the child does not close its copy of the listener, which it never
 * uses. It is made because nothing comes of it - until the parent ends: then the
 * port is still listened at, by a process that never accepts, and as long as one
 * conversation lasts.
 * Broken: notes, chapter 10 (fork copies the descriptors); POSIX close(); bind(),
 * EADDRINUSE.
 * Sound: outlived_echo_server, but for 1 line.
 *
 * Says:  nothing, but why callers wait, or one could not be served
 * Exit:  never of itself; 2 wrong usage; 99 a step failed (of a child: its
 *        conversation was broken off)
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"
#include "listening.h"
#include "accept_error.h"
#include "transfer.h"

static void reap(int number)
{
	int saved = errno; /* of the call that was interrupted */

	(void)number;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		continue; /* signals of one kind do not queue: there may be more */
	errno = saved;
}

static void echo(int conn)
{
	char buffer[16384];
	ssize_t got;

	while ((got = read_some(conn, buffer, sizeof(buffer))) > 0)
		must(write_all(conn, buffer, (size_t)got), "write");
	if (got == -1)
		cannot("read");
}

int main(int argc, char *argv[])
{
	if (argc != 2)
		usage("PORT");

	struct sigaction on_child = { .sa_handler = reap, .sa_flags = SA_RESTART };
	must(sigaction(SIGCHLD, &on_child, NULL), "handle SIGCHLD");
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		cannot("ignore SIGPIPE");

	int listener = listening(argv[1], 128);

	for (;;) {
		int conn = accept(listener, NULL, NULL);
		if (conn == -1) {
			accept_error_outlast(errno);
			continue;
		}

		pid_t child = fork();
		if (child == 0) {
			echo(conn);
			must(close(conn), "close the connection");
			return 0;
		}
		if (child == -1) /* this caller goes unserved, the next perhaps not */
			say("cannot fork: %s", strerror(errno));
		must(close(conn), "close the parent's copy");
	}
}
