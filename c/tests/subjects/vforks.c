/* vforks: the parent is held in the kernel until the child has exec'd. */
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

int main(void)
{
	int status;
	/* As posix_spawn(3) does, too. NOLINTBEGIN */
	pid_t child = must(vfork(), "vfork");

	if (child == 0) {
		(void)execl("/bin/sh", "sh", "-c", "exit 7", (char *)NULL);
		_exit(127);
	}
	/* NOLINTEND */
	must(waitpid(child, &status, 0), "wait");
	say("exited %d", WEXITSTATUS(status));
	return 0;
}
