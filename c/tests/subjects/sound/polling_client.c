/*
 * polling_client: looks at its input and at the server at once, sends what was typed as it
 * comes, and prints what comes back as it comes. It ends when its input has, and as much
 * has come back as was sent. RFC 862.
 */
#include <poll.h>

#include "calling.h"

static size_t sent, back;

/* What has been read of the input and is no whole line yet: no stdio, in which a line could wait
   while poll says that there is none. */
static char input[65536];
static size_t held;

static void pass(int sock, const char *bytes, size_t len)
{
	if (write_all(sock, bytes, len) == -1)
		cannot("write");
	sent += len;
}

/* Return: whether there may be more. What is longer than the room for it goes in pieces. */
static bool pass_lines(int sock)
{
	size_t room = sizeof(input) - held < 4096 ? sizeof(input) - held : 4096, at = 0;
	ssize_t got = must((int)read_some(STDIN_FILENO, input + held, room), "read the input");
	const char *newline;

	held += (size_t)got;
	while ((newline = memchr(input + at, '\n', held - at)) != NULL) {
		size_t len = (size_t)(newline + 1 - (input + at));
		if (len == 2 && input[at] == 'Q')
			return false;
		pass(sock, input + at, len);
		at += len;
	}
	if (got == 0 || held - at == sizeof(input)) {
		pass(sock, input + at, held - at);
		at = held;
	}
	held -= at;
	memmove(input, input + at, held);
	return got > 0;
}

static void print_some(int sock)
{
	char buffer[4096];
	ssize_t got = read(sock, buffer, sizeof(buffer));

	if (got == -1 && errno == EINTR)
		return;
	if (got == -1)
		cannot("read");
	if (got == 0)
		die("the server left after %zu of %zu bytes", back, sent);
	back += (size_t)got;
	if (write_all(STDOUT_FILENO, buffer, (size_t)got) == -1)
		cannot("print");
}

int main(int argc, char *argv[])
{
	int sock = called(argc, argv, SOCK_STREAM);
	bool more = true;

	while (more || back < sent) {
		struct pollfd either[] = {
			{ .fd = more ? STDIN_FILENO : -1, .events = POLLIN },
			{ .fd = sock, .events = POLLIN },
		};
		if (poll(either, 2, -1) == -1)
			continue; /* a signal came */
		if (either[1].revents != 0)
			print_some(sock);
		if (either[0].revents != 0)
			more = pass_lines(sock);
	}
	must(close(sock), "close");
	return 0;
}
