/*
 * guards_its_child_by_its_own_alarm: set an alarm, and have a child run the program.
 *
 * The mistake: the child is meant to be ended by the alarm, as a program would be for
 * which alarm() and exec are called by the same process. It is made by whoever puts
 * a fork between the two to have something to do afterwards: the alarm stays with
 * the parent, and ends that.
 * Broken: POSIX fork(): the time left until an alarm is reset to zero in the child.
 * Sound: alarm_over_exec, but for 6 lines.
 *
 * Says:  after exec: none left
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

int main(int argc, char *argv[])
{
	if (argc > 2)
		usage("[AGAIN]");

	if (argc == 2) {
		unsigned left = alarm(0);
		say("after exec: %s left", left == 0 ? "none" : "some");
		return 0;
	}

	alarm(60);

	pid_t child = must(fork(), "fork");
	if (child == 0) {
		execv("/proc/self/exe", (char *[]){ argv[0], "again", NULL });
		cannot("exec");
	}
	must(waitpid(child, NULL, 0), "wait");
	return 0;
}
