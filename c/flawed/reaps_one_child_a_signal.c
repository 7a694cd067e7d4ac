/*
 * reaps_one_child_a_signal: one SIGCHLD, one wait.
 *
 * The mistake: the handler waits once, as the book's does. It is made because
 * signals seem to be counted, and with a few children, one after the other, the
 * numbers agree. Children that end together share a signal; the rest stay zombies.
 * Broken: notes, chapter 10; POSIX 2.4.1: a signal that is pending is not
 * necessarily sent twice.
 * Sound: reaping_parent, but for 1 line.
 *
 * Says:  let go; reaped 50 if it ever comes so far
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

enum { CHILDREN = 50 };

static volatile sig_atomic_t reaped;

static void on_child(int number)
{
	int saved = errno;

	(void)number;
	if (waitpid(-1, NULL, WNOHANG) > 0)
		reaped++;
	errno = saved;
}

int main(int argc, char *argv[])
{
	(void)argv;
	if (argc != 1)
		usage("");

	/* Blocked but while sigsuspend() waits: see sigchld_listener. */
	sigset_t child_signal, before;
	must(sigemptyset(&child_signal), "empty a set");
	must(sigaddset(&child_signal, SIGCHLD), "add to a set");
	must(sigprocmask(SIG_BLOCK, &child_signal, &before), "block SIGCHLD");
	struct sigaction action = { .sa_handler = on_child };
	must(sigaction(SIGCHLD, &action, NULL), "handle SIGCHLD");

	int gate[2];
	must(pipe(gate), "make a pipe");
	for (int i = 0; i < CHILDREN; i++) {
		pid_t child = must(fork(), "fork");
		if (child == 0) {
			must(close(gate[1]), "close the writing end");
			char nothing;
			return read(gate[0], &nothing, 1) == 0 ? 0 : 1;
		}
	}
	must(close(gate[0]), "close the reading end");
	must(close(gate[1]), "close the writing end");
	say("let go");

	while (reaped < CHILDREN)
		sigsuspend(&before);
	say("reaped %d", (int)reaped);

	for (;;)
		pause();
}
