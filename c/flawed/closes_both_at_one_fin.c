/*
 * closes_both_at_one_fin: a relay of streams, one conversation at a time.
 *
 * The mistake: when one side has finished, both connections are closed. It is made
 * because most conversations are over then, and a loop that ends at the first
 * end-of-file is the shortest there is. What the other side has still to say is lost,
 * and it is reset for saying it.
 * Broken: RFC 9293, 3.6 (a FIN ends one direction); notes, chapter 7.
 * Sound: tcp_relay, made another way.
 *
 * Says:  nothing
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"
#include "listening.h"
#include "transfer.h"

static void relay(const int side[2])
{
	static char buffer[65536];

	for (;;) {
		struct pollfd ready[] = { { side[0], POLLIN, 0 }, { side[1], POLLIN, 0 } };
		must(poll(ready, 2, -1), "poll");

		for (int i = 0; i < 2; i++) {
			if (ready[i].revents == 0)
				continue;
			ssize_t got = read(side[i], buffer, sizeof(buffer));
			if (got <= 0 || write_all(side[1 - i], buffer, (size_t)got) == -1)
				return;
		}
	}
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

		relay((int[]){ caller, sock });
		must(close(caller), "close the caller's");
		must(close(sock), "close the server's");
	}
}
