/*
 * forgets_to_end_its_child: a forking echo server whose child goes on where its parent does.
 *
 * The mistake: nothing after the conversation ends the child, so it comes to accept and
 * waits for a caller of its own, for whom it makes a child, too. It is made because
 * every caller is served, and promptly. But each leaves a process behind, until the
 * system has none left, for anybody.
 * Broken: notes, chapter 10 (a process ends by exit, or by the return of main);
 * POSIX fork() (the child goes on as its parent does).
 * Sound: forking_echo_server, but for 5 lines.
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
	while (waitpid(-1, NULL, WNOHANG) > 0)
		continue; /* signals of one kind do not queue: there may be more */
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

	for (;;) {
		pid_t parent = getpid();
		int conn = accept(listener, NULL, NULL);
		if (conn == -1) {
			accept_error_outlast(errno);
			continue;
		}

		pid_t child = fork();
		if (child == 0) {
			end_with(parent);
			echo(conn);
		}
		if (child == -1) /* this caller goes unserved, the next perhaps not */
			say("cannot fork: %s", strerror(errno));
		must(close(conn), "close the parent's copy");
	}
}
