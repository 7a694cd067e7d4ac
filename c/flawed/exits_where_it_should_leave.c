/*
 * exits_where_it_should_leave: the child ends as a whole program does.
 *
 * The mistake: exit() in a child, where _exit() is meant. It is made because exit()
 * is what ends a program; but it also does what the parent has left for its own
 * end: it writes the buffers of stdio, which fork has copied, and calls what was
 * registered by atexit(). Every line that was waiting is there twice.
 * Broken: POSIX 2.5.1; fork(); _exit().
 * Sound: buffering_parent, but for 2 lines.
 *
 * Says:  printed before fork, twice
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

int main(int argc, char *argv[])
{
	(void)argv;
	if (argc != 1)
		usage("");

	static char buffer[BUFSIZ];
	if (setvbuf(stdout, buffer, _IOFBF, sizeof(buffer)) != 0)
		cannot("set the buffer");
	if (printf("printed before fork\n") < 0)
		cannot("print");

	pid_t child = must(fork(), "fork");
	if (child == 0)
		exit(0);
	must(waitpid(child, NULL, 0), "wait");
	return 0;
}
