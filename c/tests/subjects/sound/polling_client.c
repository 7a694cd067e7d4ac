/*
 * polling_client: looks at its input and at the server at once, sends what was typed as it
 * comes, and prints what comes back as it comes. It ends when its input has, and as much
 * has come back as was sent. RFC 862.
 */
#include <poll.h>
#include <stdio.h>

#include "calling.h"

static size_t sent, back;

/* Return: whether there may be more. */
static bool pass_a_line(int sock)
{
	char line[4096];

	if (fgets(line, sizeof(line), stdin) == NULL || is_end(line))
		return false;
	if (write_all(sock, line, strlen(line)) == -1)
		cannot("write");
	sent += strlen(line);
	return true;
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

	/* No line is to wait in a buffer of stdio's while poll says that there is none. */
	if (setvbuf(stdin, NULL, _IONBF, 0) != 0)
		die("cannot do without a buffer");
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
			more = pass_a_line(sock);
	}
	must(close(sock), "close");
	return 0;
}
