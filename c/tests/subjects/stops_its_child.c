/* stops_its_child: job control: stopped in a read, continued, and the read is still the same. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

int main(void)
{
	int pair[2], status;
	char byte;

	must(pipe(pair), "make a pipe");
	pid_t child = must(fork(), "fork");
	if (child == 0) {
		must(close(pair[1]), "close");
		return read(pair[0], &byte, 1) == 1 ? 3 : 4;
	}
	must(kill(child, SIGSTOP), "stop the child");
	must(waitpid(child, &status, WUNTRACED), "wait");
	say(WIFSTOPPED(status) ? "stopped" : "?");
	must(kill(child, SIGCONT), "continue the child");
	must(waitpid(child, &status, WCONTINUED), "wait");
	say(WIFCONTINUED(status) ? "continued" : "?");
	must((int)write(pair[1], "x", 1), "write");
	must(waitpid(child, &status, 0), "wait");
	say("exited %d", WEXITSTATUS(status));
	return 0;
}
