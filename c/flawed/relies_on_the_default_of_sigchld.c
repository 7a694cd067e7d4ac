/*
 * relies_on_the_default_of_sigchld: SIGCHLD is ignored anyway, so why say it?
 *
 * The mistake: signal(SIGCHLD, SIG_IGN) is left out. It is made because the default
 * of SIGCHLD is to be ignored, as every manual says. But only to ignore it
 * expressly means that the statuses are not wanted; by default each child stays a
 * zombie, and a wait returns with the first.
 * Broken: POSIX <signal.h>, SIGCHLD; _exit().
 * Sound: disowning_parent, but for 4 lines.
 *
 * Says:  nobody to wait for: no, there was one
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

int main(int argc, char *argv[])
{
	(void)argv;
	if (argc != 1)
		usage("");

	for (int i = 0; i < 2; i++)
		if (must(fork(), "fork") == 0)
			return 0;

	pid_t ended = wait(NULL);
	say("nobody to wait for: %s", ended == -1 ? strerror(errno) : "no, there was one");

	for (;;)
		pause();
}
