/*
 * takes_the_parent_for_the_child: fork has returned something, so this is the child.
 *
 * The mistake: if (fork()) begins the child's part. It is made because 0 means
 * "no" elsewhere: whoever has got a number seems to be the new process, and whoever
 * has got none the old one. The two do each other's work, and the parent ends first.
 * Broken: notes, chapter 10; POSIX fork(): 0 to the child, the child's number to
 * the parent.
 * Sound: forking_parent, but for 3 lines.
 *
 * Says:  fork returned NUMBER in the child; then: fork returned another in the
 *        parent
 * Exit:  3 done; 2 wrong usage; 99 a step failed (of the child: it has no child to
 *        wait for)
 */
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

int main(int argc, char *argv[])
{
	(void)argv;
	if (argc != 1)
		usage("");

	int report[2];
	must(pipe(report), "make a pipe");
	pid_t caller = getpid();

	pid_t returned = fork();
	if (returned == -1)
		cannot("fork");

	if (returned) {
		pid_t own = getpid();
		say("fork returned %d in the child", (int)returned);
		if (own != caller && getppid() == caller)
			say("in a new process, whose parent has called fork");
		if (write(report[1], &own, sizeof(own)) != sizeof(own))
			cannot("report");
		return 3;
	}

	pid_t child;
	if (read(report[0], &child, sizeof(child)) != sizeof(child))
		cannot("read the report");
	say("fork returned %s in the parent", returned == child ? "the child's number" : "another");

	int status;
	if (waitpid(-1, &status, 0) == -1)
		cannot("wait");
	say("exited %d", WEXITSTATUS(status));
	return 0;
}
