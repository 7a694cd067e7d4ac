/*
 * datagram_client: sends each line as a datagram, up to five times until its answer comes.
 * Its socket is connected, so that no stranger is heard. RFC 8085, 3.1.1.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include "calling.h"

enum { TIMES = 5, LARGEST = 65536 };

static char answer[LARGEST];

/* An earlier line's answer may come late, or twice. Return: whether this line's came. */
static bool comes_back(int sock, const char *line, size_t len, int wait_ms)
{
	struct pollfd input = { .fd = sock, .events = POLLIN };

	while (poll(&input, 1, wait_ms) == 1) {
		ssize_t got = recv(sock, answer, sizeof(answer), 0);
		if (got == (ssize_t)len && memcmp(answer, line, len) == 0)
			return true;
		if (got == -1 && errno != EINTR) { /* nobody serves there yet */
			(void)poll(NULL, 0, wait_ms);
			return false;
		}
	}
	return false;
}

static void exchange(int sock, const char *line, size_t len)
{
	for (int i = 0, wait_ms = 100; i < TIMES; i++, wait_ms *= 2) {
		if (send(sock, line, len, 0) == -1 && errno == EMSGSIZE)
			cannot("send a line of that length");
		if (comes_back(sock, line, len, wait_ms)) {
			if (write_all(STDOUT_FILENO, answer, len) == -1)
				cannot("print");
			return;
		}
	}
	say("no answer");
}

int main(int argc, char *argv[])
{
	int sock = called(argc, argv, SOCK_DGRAM);
	char *line = NULL;
	size_t room = 0;
	ssize_t len;

	while ((len = getline(&line, &room, stdin)) > 0 && !is_end(line))
		exchange(sock, line, (size_t)len);
	free(line);
	must(close(sock), "close");
	return 0;
}
