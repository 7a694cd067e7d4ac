/*
 * ends_without_its_children: a server of several processes of which only one can be told to end.
 *
 * The mistake: the parent makes the processes that serve, and leaves SIGTERM as it is.
 * It is made because Ctrl+C ends all of them: the terminal sends its SIGINT to each.
 * A service manager, or kill, tells the parent, which ends - and the children serve
 * on, keep the port, and have no parent whom one could tell.
 * Broken: notes, chapter 10 (a process tells its children by signals); POSIX kill(),
 * waitpid().
 * Sound: preforking_echo_server, but for 24 lines.
 *
 * Says:  nothing, but why callers wait, or a conversation was broken off
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fixture.h"
#include "listening.h"
#include "accept_error.h"
#include "transfer.h"

enum { CHILDREN = 4 };

static _Noreturn void serve(int listener)
{
	for (;;) {
		int conn = accept(listener, NULL, NULL);
		if (conn == -1) {
			accept_error_outlast(errno);
			continue;
		}

		char buffer[16384];
		ssize_t got;
		while ((got = read(conn, buffer, sizeof(buffer))) > 0)
			if (write_all(conn, buffer, (size_t)got) == -1)
				break;
		if (got != 0)
			say("broken off: %s", strerror(errno));
		must(close(conn), "close the connection");
	}
}

int main(int argc, char *argv[])
{
	if (argc != 2)
		usage("PORT");
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		cannot("ignore SIGPIPE");

	int listener = listening(argv[1], 128);

	for (int i = 0; i < CHILDREN; i++) {
		pid_t child = must(fork(), "fork");
		if (child == 0)
			serve(listener);
	}
	for (;;)
		pause(); /* it is for the children to serve */
}
