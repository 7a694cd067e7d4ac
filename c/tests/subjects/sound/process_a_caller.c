/* process_a_caller: a process for each caller; the kernel reaps it (POSIX sigaction()). */
#include "sound.h"

int main(int argc, char *argv[])
{
	int listener = listening(argc, argv, 0);
	pid_t parent = getpid();

	if (signal(SIGCHLD, SIG_IGN) == SIG_ERR)
		cannot("ignore SIGCHLD");
	for (;;) {
		int conn = next_caller(listener);
		pid_t child = fork();
		if (child == 0) {
			end_with(parent);
			must(close(listener), "close the listener");
			echo_caller(conn);
			return 0;
		}
		if (child == -1)
			say("cannot fork: %s", strerror(errno));
		hang_up(conn);
	}
}
