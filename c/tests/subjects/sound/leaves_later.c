/*
 * leaves_later: a process for each caller, which stays for a second when that has gone, as one does
 * that puts off what nobody waits for.
 */
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
			(void)sleep(1);
			return 0;
		}
		if (child == -1)
			say("cannot fork: %s", strerror(errno));
		hang_up(conn);
	}
}
