/*
 * leaves_a_process: a process that has a session of its own and heeds no signal, and in process
 * numbers of its own another one, and waits.
 */
#include <sched.h>

#include "hostile.h"

static _Noreturn void stay(void)
{
	for (int number = 1; number < NSIG; number++)
		(void)signal(number, SIG_IGN);
	for (;;)
		(void)pause();
}

static void leave(int peer, char *words[])
{
	(void)words;
	if (peer != -1 || must(fork(), "fork") != 0)
		return;
	(void)setsid();
	if (unshare(CLONE_NEWUSER | CLONE_NEWPID) == -1)
		say("no process numbers of its own: %s", strerrorname_np(errno));
	(void)must(fork(), "fork");
	stay();
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, leave);
}
