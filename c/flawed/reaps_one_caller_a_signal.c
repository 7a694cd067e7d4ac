/*
 * reaps_one_caller_a_signal: a forking echo server that waits once for each SIGCHLD.
 *
 * The mistake: the handler waits once, as the book's server does. It is made
 * because callers that leave one after the other are all reaped so; of those that
 * leave together some stay behind as zombies, for as long as the server runs.
 * Broken: notes, chapter 10; POSIX 2.4.1: a signal that is pending is not
 * necessarily sent twice.
 * Sound: forking_echo_server, but for 2 lines.
 *
 * Says:  nothing, but why callers wait, or one could not be served
 * Exit:  never of itself; 2 wrong usage; 99 a step failed (of a child: its
 *        conversation was broken off)
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
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
	(void)waitpid(-1, NULL, WNOHANG);
	errno = saved;
}

/* Whatever ends the parent ends the child, too, even if it has done so already. */
static void end_with(pid_t parent)
{
	must(prctl(PR_SET_PDEATHSIG, SIGTERM), "be told of the parent's end");
	if (getppid() != parent)
		exit(0);
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

	pid_t parent = getpid();
	for (;;) {
		int conn = accept(listener, NULL, NULL);
		if (conn == -1) {
			accept_error_outlast(errno);
			continue;
		}

		pid_t child = fork();
		if (child == 0) {
			end_with(parent);
			must(close(listener), "close the listener");
			echo(conn);
			must(close(conn), "close the connection");
			return 0;
		}
		if (child == -1) /* this caller goes unserved, the next perhaps not */
			say("cannot fork: %s", strerror(errno));
		must(close(conn), "close the parent's copy");
	}
}
