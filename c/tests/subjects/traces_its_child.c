/* traces_its_child: wants to be a tracer itself; there can be only one (ptrace(2), EPERM). */
#include <errno.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

int main(void)
{
	pid_t child = must(fork(), "fork");

	if (child == 0) {
		say("%s", ptrace(PTRACE_TRACEME, 0, 0, 0) == -1 ? strerrorname_np(errno) : "traced");
		return 0;
	}
	must(waitpid(child, NULL, 0), "wait");
	return 0;
}
