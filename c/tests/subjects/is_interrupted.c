/*
 * is_interrupted: the fates of a call that a signal interrupts: signal(7), "Interruption of
 * system calls". Its child sends the signal it is told once the call has been entered, and
 * then the byte; which of both the parent sees first is the observer's to arrange.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

static void on_signal(int number)
{
	char byte;

	(void)number;
	/* Calls of its own, one of them the kind that it interrupts. */
	(void)!write(STDOUT_FILENO, "caught\n", 7);
	(void)!read(-1, &byte, 1);
}

static void disturb(pid_t parent, const int pair[2])
{
	must(kill(parent, SIGUSR1), "send a signal");
	must((int)write(pair[1], "x", 1), "write");
	_exit(0);
}

static int wait_by_poll(int fd)
{
	struct pollfd one = { .fd = fd, .events = POLLIN };

	return poll(&one, 1, 60000);
}

int main(int argc, char *argv[])
{
	int pair[2], result;
	char byte;

	if (argc != 3)
		usage("ignore|restart|interrupt|poll|default read|poll");
	struct sigaction action = { .sa_handler = on_signal };
	if (!strcmp(argv[1], "restart"))
		action.sa_flags = SA_RESTART;
	if (!strcmp(argv[1], "ignore"))
		action.sa_handler = SIG_IGN;
	must(sigaction(SIGUSR1, &action, NULL), "handle SIGUSR1");
	must(pipe(pair), "make a pipe");
	if (must(fork(), "fork") == 0)
		disturb(getppid(), pair);
	result = strcmp(argv[2], "poll") ? (int)read(pair[0], &byte, 1) : wait_by_poll(pair[0]);
	say("%s", result == 1 ? "one" : strerrorname_np(errno));
	must(wait(NULL), "wait");
	return 0;
}
