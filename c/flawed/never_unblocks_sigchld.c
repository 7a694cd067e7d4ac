/*
 * never_unblocks_sigchld: wait for a signal that is kept out.
 *
 * The mistake: SIGCHLD is blocked before fork, rightly, so that it cannot come
 * too early; but then pause() waits in place of sigsuspend(), which would let
 * it in. It is made because pause() is what one knows. A mask that was inherited
 * through exec does the same to a program that blocks nothing itself.
 * Broken: notes, chapter 10; POSIX sigsuspend(), pthread_sigmask().
 * Sound: sigchld_listener, but for 5 lines.
 *
 * Says:  nothing: it is never told
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

static volatile sig_atomic_t told;

static void on_child(int number)
{
	(void)number;
	told = 1;
}

int main(int argc, char *argv[])
{
	(void)argv;
	if (argc != 1)
		usage("");

	sigset_t child_signal;
	must(sigemptyset(&child_signal), "empty a set");
	must(sigaddset(&child_signal, SIGCHLD), "add to a set");
	must(sigprocmask(SIG_BLOCK, &child_signal, NULL), "block SIGCHLD");
	struct sigaction action = { .sa_handler = on_child };
	must(sigaction(SIGCHLD, &action, NULL), "handle SIGCHLD");

	pid_t child = must(fork(), "fork");
	if (child == 0)
		return 0;

	while (!told)
		pause();
	say("told");

	if (waitpid(child, NULL, 0) == -1)
		cannot("wait");
	say("waited");
	return 0;
}
