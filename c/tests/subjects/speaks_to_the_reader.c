/*
 * speaks_to_the_reader: an echo server that has words for terminals and CI systems wherever
 * something is told of it: on both its streams, as a path, and as its own arguments. It ends
 * when a caller has finished before anything was read of it (7.4).
 */
#include <poll.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"
#include "transfer.h"

#define WORDS "true\n::error::from argv\n\x1b[31mred"
#define MORE "\x1b]0;owned\a ##vso[task.complete result=Succeeded] \xe2\x80\xa8 \xc2\x9b"

static void call_a_path(void)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX, .sun_path = "/tmp/" WORDS };
	int fd = must(socket(AF_UNIX, SOCK_STREAM, 0), "create a socket");

	(void)connect(fd, (struct sockaddr *)&name, sizeof(name));
	must(close(fd), "close");
}

static void speak(void)
{
	static const char words[] = WORDS "\n" MORE "\n  ::error::from a line\n";

	call_a_path();
	must(write_all(STDOUT_FILENO, words, sizeof(words) - 1), "write");
	must(write_all(STDERR_FILENO, words, sizeof(words) - 1), "write");
	(void)execl("/bin/true", WORDS, MORE, "::warning::x", (char *)NULL);
	cannot("become another program");
}

/* What comes goes back; did the caller finish before anything was read of it? */
static bool serve(int peer)
{
	struct pollfd ready = { .fd = peer, .events = POLLIN | POLLRDHUP };
	char buffer[4096];
	bool was_read = false;

	for (;;) {
		must(poll(&ready, 1, -1), "poll");
		if (!was_read && ready.revents & POLLRDHUP)
			return true;
		ssize_t got = read(peer, buffer, sizeof(buffer));

		if (got <= 0 || write_all(peer, buffer, (size_t)got) == -1)
			return false;
		was_read = true;
	}
}

int main(int argc, char *argv[])
{
	struct address own;

	if (argc != 2 || address_any(&own, argv[1]) == -1)
		usage("PORT");
	int listener = must(socket(own.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(bind(listener, &own.name, own.len), "bind");
	must(listen(listener, 5), "listen");
	for (;;) {
		int peer = must(accept(listener, NULL, NULL), "accept");

		if (serve(peer))
			speak();
		must(close(peer), "close");
	}
}
