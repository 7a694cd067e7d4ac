/*
 * looks_without_taking: learn how a child has ended, and leave it a zombie.
 *
 * The mistake: WNOWAIT. It is made because waitid() tells the same with it as without;
 * but the status is only looked at, and the child waits on for somebody to take it.
 * Broken: POSIX waitid(): WNOWAIT keeps the process in a waitable state.
 * Sound: signalling_parent, but for 9 lines.
 *
 * Says:  before: is there; exited 3; after: is there; wait: is there
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

int main(int argc, char *argv[])
{
	(void)argv;
	if (argc != 1)
		usage("");

	pid_t child = must(fork(), "fork");
	if (child == 0)
		return 3;

	say("before: %s", kill(child, 0) == -1 ? strerror(errno) : "is there");

	siginfo_t info;
	if (waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT) == -1)
		cannot("wait");
	say("exited %d", info.si_status);

	int status;
	say("after: %s", kill(child, 0) == -1 ? strerror(errno) : "is there");
	say("wait: %s", waitpid(child, &status, 0) == -1 ? strerror(errno) : "is there");
	return 0;
}
