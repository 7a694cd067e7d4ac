/*
 * takes_in_without_bound: a relay of streams, one conversation at a time.
 *
 * The mistake: all that a caller says is taken in before any of it is passed on. It is made because
 * it is simple, and because messages are short where it is tried. A caller that is faster than
 * its server is never slowed down, and what it says fills the relay's memory.
 * Broken: RFC 9293, 3.8.6 (a window is what tells a sender to wait); notes, chapter 5.
 * Sound: tcp_relay, made another way.
 *
 * Says:  nothing
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"
#include "listening.h"
#include "transfer.h"

enum { PIECE = 1 << 20 };

/* Return: all that the caller says, which is to be freed; its length in @len. */
static char *take_in(int caller, size_t *len)
{
	char *said = NULL;
	ssize_t got;

	*len = 0;
	do {
		char *more = realloc(said, *len + PIECE);
		if (more == NULL)
			cannot("allocate");
		said = more;
		got = read_some(caller, said + *len, PIECE);
		*len += got > 0 ? (size_t)got : 0;
	} while (got > 0);
	return said;
}

static void relay(int caller, int sock)
{
	static char answer[65536];
	size_t len;
	char *said = take_in(caller, &len);
	ssize_t got;

	if (write_all(sock, said, len) == 0 && shutdown(sock, SHUT_WR) == 0)
		while ((got = read_some(sock, answer, sizeof(answer))) > 0)
			if (write_all(caller, answer, (size_t)got) == -1)
				break;
	free(said);
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

		relay(caller, sock);
		must(close(caller), "close the caller's");
		must(close(sock), "close the server's");
	}
}
