/*
 * waits_for_its_daemon: begin a daemon, and stay with it.
 *
 * The mistake: the process in the middle waits for the one that it has made. It is
 * made because whoever forks is told to wait; but here it is to go, so that the
 * daemon loses its parent. The first process, which waits for the one in the
 * middle, never gets its turn, and nobody comes further.
 * Broken: POSIX _exit(): only the children of a process that has ended get another
 * parent.
 * Sound: detaching_parent, but for 1 line.
 *
 * Says:  the grandchild: its parent has made it
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

static int report[2], leave[2], look[2];

static _Noreturn void be_the_grandchild(pid_t maker)
{
	pid_t own = getpid();
	char turn;

	say("the grandchild: its parent %s", getppid() == maker ? "has made it" : "is another");
	must((int)write(report[1], &own, sizeof(own)), "report");

	must((int)read(look[0], &turn, 1), "await the grandchild's turn");
	say("the grandchild: its parent %s", getppid() == maker ? "has made it" : "is another");
	_exit(7);
}

int main(int argc, char *argv[])
{
	(void)argv;
	if (argc != 1)
		usage("");

	must(pipe(report), "make a pipe");
	must(pipe(leave), "make a pipe");
	must(pipe(look), "make a pipe");
	pid_t child = must(fork(), "fork");
	if (child == 0) {
		pid_t maker = getpid();
		if (must(fork(), "fork") == 0)
			be_the_grandchild(maker);
		char turn;
		must((int)read(leave[0], &turn, 1), "await the child's turn");
		must(wait(NULL), "wait for the daemon");
		return 3;
	}

	pid_t grandchild;
	must((int)read(report[0], &grandchild, sizeof(grandchild)), "read the report");
	must((int)write(leave[1], "", 1), "let the child end");
	if (waitpid(child, NULL, 0) == -1)
		cannot("wait for the child");
	say("waited for the child");

	must((int)write(look[1], "", 1), "let the grandchild look again");
	say("the grandchild: %s", kill(grandchild, 0) == -1 ? strerror(errno) : "is there");
	return 0;
}
