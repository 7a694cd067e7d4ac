/*
 * gives_up_when_interrupted: an echo server that a signal ends although it is caught.
 *
 * The mistake: every error of accept() ends the program, EINTR too. It is made
 * because nothing interrupts a server that one tries out; the first child that
 * ends, with its SIGCHLD, or a change of the terminal's size will.
 * Broken: notes, chapter 10 (a signal says that something has come about, no
 * more); POSIX accept(), EINTR; sigaction(), SA_RESTART.
 * Sound: signalled_echo_server, made another way.
 *
 * Says:  nothing
 * Exit:  never of itself; 2 wrong usage; 99 a step failed, or a signal came
 */
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fixture.h"
#include "listening.h"
#include "transfer.h"

static void on_signal(int number)
{
	(void)number; /* to be caught is all it is for */
}

int main(int argc, char *argv[])
{
	if (argc != 2)
		usage("PORT");

	struct sigaction action = { .sa_handler = on_signal };
	must(sigaction(SIGUSR1, &action, NULL), "handle SIGUSR1");
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		cannot("ignore SIGPIPE");

	int listener = listening(argv[1], 5);

	for (;;) {
		int conn = must(accept(listener, NULL, NULL), "accept");

		char buffer[16384];
		ssize_t got;
		while ((got = read_some(conn, buffer, sizeof(buffer))) > 0)
			if (write_all(conn, buffer, (size_t)got) == -1)
				break;
		must(close(conn), "close the connection");
	}
}
