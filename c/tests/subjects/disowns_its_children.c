/* disowns_its_children: ignores SIGCHLD, so the kernel takes their statuses; a thousand in turn. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

int main(int argc, char *argv[])
{
	size_t many = argument(argc, argv, 1, 1000);

	(void)signal(SIGCHLD, SIG_IGN);
	for (size_t i = 0; i < many; i++) {
		if (must(fork(), "fork") == 0)
			_exit(0);
		while (wait(NULL) != -1)	/* ends with ECHILD when none is left */
			continue;
	}
	say("done");
	return 0;
}
