/*
 * survives: a sound server, a process for each caller, whose children are not all callers': one ends
 * with every tenth caller, another sleeps for an hour. Who holds its wait for a child until one of a
 * caller's has ended holds it for the wrong one.
 */
#include <sys/wait.h>

#include "hostile.h"

static void reap(int number)
{
	int kept = errno;

	(void)number;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
	errno = kept;
}

static void have_a_child(unsigned seconds)
{
	if (must(fork(), "fork") == 0) {
		(void)sleep(seconds);
		_exit(0);
	}
}

int main(int argc, char *argv[])
{
	const struct sigaction reaps = { .sa_handler = reap, .sa_flags = SA_RESTART };
	int listener = listening(argc, argv, 0);

	must(sigaction(SIGCHLD, &reaps, NULL), "have children waited for");
	have_a_child(3600);
	for (int callers = 0;; callers++) {
		int conn = next_caller(listener);
		if (callers % 10 == 0)
			have_a_child(0);
		if (must(fork(), "fork") == 0) {
			must(close(listener), "close");
			echo_caller(conn);
			_exit(0);
		}
		hang_up(conn);
	}
}
