/*
 * goes_round HOW: a loop of several different calls. `notifier`: as Tcl's, accept() without a
 * descriptor to be had, and two threads that wake each other by a pipe; `asks`: ten sockets in
 * turn, none of which has anything. These get nowhere; others make as many calls, and do:
 * `bytes`: each of a long line, for which it is told one by one; `closes`: all numbers there can be.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fixture.h"

enum { CALLERS = 10, BYTES = 30000 };

static int wakes[2], answers[2];

static void *be_notified(void *unused)
{
	char byte;

	(void)unused;
	for (;;) {
		must(poll(&(struct pollfd){ .fd = wakes[0], .events = POLLIN }, 1, -1), "poll");
		must((int)read(wakes[0], &byte, 1), "read");
		must((int)write(answers[1], &byte, 1), "write");
	}
	return NULL;
}

static void notify(void)
{
	int listener = must(socket(AF_INET, SOCK_STREAM, 0), "create a socket");
	pthread_t notifier;
	rlim_t as_many;
	char byte = 0;

	must(listen(listener, 1), "listen");
	must(pipe(wakes), "create a pipe");
	must(pipe(answers), "create a pipe");
	if (pthread_create(&notifier, NULL, be_notified, NULL) != 0)
		cannot("create a thread");
	as_many = (rlim_t)answers[1] + 1;
	must(setrlimit(RLIMIT_NOFILE, &(struct rlimit){ as_many, as_many }), "have no more");
	for (;;) {
		if (accept(listener, NULL, NULL) != -1 || errno != EMFILE)
			cannot("fail to accept");
		must((int)write(wakes[1], &byte, 1), "write");
		must((int)read(answers[0], &byte, 1), "read");
	}
}

static void ask(void)
{
	int pair[CALLERS][2];

	for (int i = 0; i < CALLERS; i++)
		must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair[i]), "create a pair");
	for (;;)
		for (int i = 0; i < CALLERS; i++) {
			char byte;

			if (read(pair[i][0], &byte, 1) != -1 || errno != EAGAIN)
				cannot("be left in peace");
		}
}

/* Written at once, by which it is no wake. */
static void take_bytes(void)
{
	static char line[BYTES];
	int line_of[2];

	must(pipe(line_of), "create a pipe");
	must((int)write(line_of[1], line, sizeof(line)), "write");
	for (int i = 0; i < BYTES; i++) {
		char byte;

		must(poll(&(struct pollfd){ .fd = line_of[0], .events = POLLIN }, 1, 0), "poll");
		must((int)read(line_of[0], &byte, 1), "read");
	}
}

static void close_all(void)
{
	for (int fd = 100; fd < 30000; fd++)
		if (close(fd) != -1 || errno != EBADF)
			cannot("find nothing to close");
}

int main(int argc, char *argv[])
{
	const struct { const char *name; void (*go)(void); } ways[] = {
		{ "notifier", notify }, { "asks", ask }, { "bytes", take_bytes },
		{ "closes", close_all },
	};

	for (size_t i = 0; argc == 2 && i < sizeof(ways) / sizeof(*ways); i++)
		if (strcmp(ways[i].name, argv[1]) == 0) {
			ways[i].go();
			say("done");
			return 0;
		}
	usage("HOW");
}
