/*
 * growing_pool: workers, one more for each caller that one of them has taken, until there are 100;
 * who has served three ends, and another takes its place.
 */
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

#include "sound.h"

enum { AT_FIRST = 4, AT_MOST = 100, CALLERS = 3, AGAIN_MS = 100 };

_Noreturn static void work(pid_t parent, int listener, int taken)
{
	end_with(parent);
	for (int i = 0; i < CALLERS; i++) {
		int conn = next_caller(listener);
		(void)write_all(taken, "+", 1);
		echo_caller(conn);
	}
	_exit(0);
}

/* Return: how many more there are; where the system has none, not all that are wanted */
static int hire(int wanted, int listener, int taken)
{
	pid_t parent = getpid();
	int hired = 0;

	while (hired < wanted) {
		pid_t child = fork();
		if (child == 0)
			work(parent, listener, taken);
		if (child == -1) {
			say("cannot fork: %s", strerror(errno));
			break;
		}
		hired++;
	}
	return hired;
}

static int reap(int signals)
{
	struct signalfd_siginfo told;
	int gone = 0;

	if (read(signals, &told, sizeof(told)) == -1 && errno != EINTR)
		cannot("read a signal");
	while (waitpid(-1, NULL, WNOHANG) > 0)
		gone++;
	return gone;
}

/* Return: how many callers have been taken since */
static int count_taken(int taken)
{
	char marks[AT_MOST];
	ssize_t got = read_some(taken, marks, sizeof(marks));

	return got > 0 ? (int)got : 0;
}

int main(int argc, char *argv[])
{
	int listener = listening(argc, argv, 0), taken[2], workers = 0, wanted = AT_FIRST;
	sigset_t on_child;

	must(pipe(taken), "create a pipe");
	must(sigemptyset(&on_child), "name no signal");
	must(sigaddset(&on_child, SIGCHLD), "name SIGCHLD");
	must(sigprocmask(SIG_BLOCK, &on_child, NULL), "block SIGCHLD");
	int signals = must(signalfd(-1, &on_child, 0), "hear of signals");
	for (;;) {
		struct pollfd awaited[] = {
			{ .fd = signals, .events = POLLIN }, { .fd = taken[0], .events = POLLIN },
		};
		workers += hire(wanted - workers, listener, taken[1]);
		if (poll(awaited, 2, workers < wanted ? AGAIN_MS : -1) == -1 && errno != EINTR)
			cannot("poll");
		if (awaited[0].revents)
			workers -= reap(signals);
		if (awaited[1].revents)
			wanted += count_taken(taken[0]);
		if (wanted > AT_MOST)
			wanted = AT_MOST;
	}
}
