/*
 * passes_the_answer_after_the_request: a relay of streams, one conversation at a time.
 *
 * The mistake: first the caller is heard to the end, then the server. It is made because a request
 * comes before its answer. Where the server answers while the caller still speaks, its
 * answer is not read: the buffers fill, the server stops reading, and all three wait for ever.
 * Broken: RFC 9293, 3.8.6 (each direction has a window of its own); notes, chapter 5.
 * Sound: tcp_relay, made another way.
 *
 * Says:  nothing
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"
#include "listening.h"
#include "transfer.h"

static void pass(int from, int to)
{
	static char buffer[65536];
	ssize_t got;

	while ((got = read_some(from, buffer, sizeof(buffer))) > 0)
		if (write_all(to, buffer, (size_t)got) == -1)
			return;
	(void)shutdown(to, SHUT_WR); /* if it has not been broken off */
}

int main(int argc, char *argv[])
{
	struct address server;
	if (argc != 4 || address_parse(&server, argv[2], argv[3]) == -1)
		usage("LISTEN HOST PORT");

	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		cannot("ignore SIGPIPE");
	int listener = listening(argv[1], 128);

	for (;;) {
		int caller = must(accept(listener, NULL, NULL), "accept");
		int sock = must(socket(server.name.sa_family, SOCK_STREAM, 0), "create another");
		must(connect(sock, &server.name, server.len), "connect");

		pass(caller, sock);
		pass(sock, caller);
		must(close(caller), "close the caller's");
		must(close(sock), "close the server's");
	}
}
