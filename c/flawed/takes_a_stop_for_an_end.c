/*
 * takes_a_stop_for_an_end: be sent SIGCHLD for whatever a child does.
 *
 * The mistake: SA_NOCLDSTOP is not set. It is made because SIGCHLD is said to come
 * when a child ends; but it comes also when one is stopped, by Ctrl+Z say, and a
 * handler that then waits for an end waits for as long as the child is stopped.
 * Broken: POSIX <signal.h>, SIGCHLD: "child process terminated, stopped, or continued".
 * Sound: job_control_parent, but for 2 lines.
 *
 * Says:  stopped, exited 3
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

static void on_child(int number)
{
	(void)number;
}

int main(int argc, char *argv[])
{
	(void)argv;
	if (argc != 1)
		usage("");

	struct sigaction action = { .sa_handler = on_child, .sa_flags = SA_RESTART };
	must(sigaction(SIGCHLD, &action, NULL), "handle SIGCHLD");

	pid_t child = must(fork(), "fork");
	if (child == 0) {
		must(raise(SIGSTOP), "stop");
		return 3;
	}

	int status;
	if (waitpid(child, &status, WUNTRACED) == -1)
		cannot("wait for it to stop");
	if (WIFSTOPPED(status))
		say("stopped");
	must(kill(child, SIGCONT), "continue the child");

	if (waitpid(child, &status, 0) == -1)
		cannot("wait for it to end");
	say("exited %d", WEXITSTATUS(status));
	return 0;
}
