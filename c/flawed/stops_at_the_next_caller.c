/*
 * stops_at_the_next_caller: an echo server that is told to end, and goes on waiting.
 *
 * The mistake: the handler of SIGTERM sets a flag, and accept is expected to return
 * so that it is looked at. It is made because a signal does end a call that waits,
 * as every book says; but signal() sets SA_RESTART on Linux (signal(2)), and so
 * accept goes on, until somebody calls. (Without it, a signal that comes just before
 * accept would do the same.)
 * Broken: notes, chapter 10 (SIGTERM is to end it); POSIX sigaction(), SA_RESTART.
 * Sound: signalled_echo_server, made another way.
 *
 * Says:  nothing, but why a conversation was broken off
 * Exit:  0 it was told to, and one more has called; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fixture.h"
#include "listening.h"
#include "transfer.h"

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
	(void)number;
	stop = 1;
}

int main(int argc, char *argv[])
{
	if (argc != 2)
		usage("PORT");
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR || signal(SIGTERM, on_signal) == SIG_ERR)
		cannot("handle signals");

	int listener = listening(argv[1], 5);

	for (;;) {
		int conn = accept(listener, NULL, NULL);
		if (stop)
			break;
		must(conn, "accept");

		char buffer[16384];
		ssize_t got;
		while ((got = read_some(conn, buffer, sizeof(buffer))) > 0)
			if (write_all(conn, buffer, (size_t)got) == -1)
				break;
		if (got != 0)
			say("broken off: %s", strerror(errno));
		must(close(conn), "close the connection");
	}
	must(close(listener), "close the listener");
	return 0;
}
