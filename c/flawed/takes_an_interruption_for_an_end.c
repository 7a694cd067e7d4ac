/*
 * takes_an_interruption_for_an_end: an echo server that hangs up when a signal has come.
 *
 * The mistake: it handles SIGCHLD, and whatever read() fails with is the end of a
 * conversation, EINTR too. It is made because the handler and the loop are written on
 * different days, and because nobody's child ends while one tries it out.
 * Broken: POSIX read(), EINTR; sigaction(), SA_RESTART.
 * Sound: iterative_echo_server, but for 8 lines.
 *
 * Says:  nothing, but why callers wait, or a conversation was broken off
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"
#include "accept_error.h"
#include "transfer.h"

static void on_child(int number)
{
	(void)number; /* a helper has ended: nothing depends on it */
}

int main(int argc, char *argv[])
{
	struct address own;
	if (argc != 2 || address_any(&own, argv[1]) == -1)
		usage("PORT");

	/* A caller that leaves early is to be an error of write, not our end. */
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		cannot("ignore SIGPIPE");
	struct sigaction action = { .sa_handler = on_child };
	must(sigaction(SIGCHLD, &action, NULL), "handle SIGCHLD");

	int listener = must(socket(own.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int)),
	     "set SO_REUSEADDR");
	must(bind(listener, &own.name, own.len), "bind");
	must(listen(listener, 5), "listen");

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
