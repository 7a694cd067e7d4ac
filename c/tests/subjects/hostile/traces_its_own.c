/* traces_its_own: has a child that it means to trace itself, which only one tracer can (ptrace(2)). */
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "hostile.h"

static void trace(int peer, char *words[])
{
	(void)words;
	if (peer != -1)
		return;
	pid_t child = waiting_child();
	tell("attach", ptrace(PTRACE_ATTACH, child, 0, 0));
	tell("seize", ptrace(PTRACE_SEIZE, child, 0, 0));
	must(kill(child, SIGKILL), "kill");
	must(waitpid(child, NULL, 0), "wait");
	child = must(fork(), "fork");
	if (child == 0) {
		tell("traceme", ptrace(PTRACE_TRACEME, 0, 0, 0));
		_exit(0);
	}
	must(waitpid(child, NULL, 0), "wait");
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, trace);
}
