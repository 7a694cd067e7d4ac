/*
 * closes_its_copy: four workers made beforehand have the listener; the process that made
 * it has no use for it, closes its own copy, and waits until it is told to end.
 */
#include <sys/wait.h>

#include "sound.h"

enum { WORKERS = 4 };

int main(int argc, char *argv[])
{
	int listener = listening(argc, argv, 0);
	pid_t parent = getpid(), worker[WORKERS];
	sigset_t ending, before;
	int which;

	must(sigemptyset(&ending), "name a signal");
	must(sigaddset(&ending, SIGTERM), "name a signal");
	must(sigprocmask(SIG_BLOCK, &ending, &before), "block a signal");
	for (int i = 0; i < WORKERS; i++) {
		worker[i] = must(fork(), "fork");
		if (worker[i] == 0) {
			must(sigprocmask(SIG_SETMASK, &before, NULL), "let a signal come");
			end_with(parent);
			serve_by_threads(listener);
		}
	}
	must(close(listener), "close the listener");

	while (sigwait(&ending, &which) != 0)
		;
	for (int i = 0; i < WORKERS; i++)
		must(kill(worker[i], SIGTERM), "tell a worker to end");
	while (wait(NULL) != -1 || errno == EINTR)
		;
	return 0;
}
