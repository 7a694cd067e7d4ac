/* uses_clone3: a process and a thread's kin by the newest of the calls that make them. */
#include <linux/sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

int main(void)
{
	struct clone_args how = { .exit_signal = SIGCHLD, .flags = CLONE_FILES };
	int status;
	pid_t child = must((int)syscall(SYS_clone3, &how, sizeof(how)), "clone3");

	if (child == 0) {
		must(dup2(STDERR_FILENO, 7), "dup2");
		_exit(5);
	}
	must(waitpid(child, &status, 0), "wait");
	say("exited %d", WEXITSTATUS(status));
	must((int)write(7, "shared\n", 7), "write");
	return 0;
}
