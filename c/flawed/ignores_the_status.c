/*
 * ignores_the_status: wait for the children, and never learn how they ended.
 *
 * The mistake: wait(NULL). It is made because waiting seems to be only about
 * zombies; a child that failed or was killed then looks like one that is done.
 * Broken: notes, chapter 10 (the status is handed to the parent); POSIX wait().
 * Sound: waiting_parent, but for 6 lines.
 *
 * Says:  ended, for each child
 * Exit:  0 all have been waited for; 2 wrong usage; 99 a step failed
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

int main(int argc, char *argv[])
{
	(void)argv;
	if (argc != 1)
		usage("");

	pid_t first = must(fork(), "fork");
	if (first == 0)
		exit(3);

	pid_t second = must(fork(), "fork");
	if (second == 0)
		return 7;

	pid_t third = must(fork(), "fork");
	if (third == 0) {
		must(raise(SIGKILL), "raise SIGKILL");
		return 0;
	}

	for (int i = 0; i < 3; i++) {
		if (wait(NULL) == -1)
			cannot("wait");
		say("ended");
	}
	return 0;
}
