/*
 * gives_half_open_up: a relay of streams, one conversation at a time.
 *
 * The mistake: when one side has finished, the other is given so many milliseconds between two
 * pieces of what it has still to say. It is made because a conversation that is half over is
 * soon over, and an entry in a table is freed early: there are relays that do so after half a
 * second, and such as do after a minute. An answer that takes longer is lost.
 * Broken: RFC 9293, 3.6 (a FIN ends one direction); RFC 5382, REQ-5; notes, chapter 7.
 * Sound: tcp_relay, made another way.
 *
 * Says:  nothing
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"
#include "listening.h"
#include "transfer.h"

/* Return: whether the side goes on. */
static bool pass(int from, int to)
{
	static char buffer[65536];
	ssize_t got = read_some(from, buffer, sizeof(buffer));

	if (got > 0 && write_all(to, buffer, (size_t)got) == 0)
		return true;
	(void)shutdown(to, SHUT_WR); /* if it has not been broken off */
	return false;
}

static void relay(const int side[2], int patience)
{
	bool ended[2] = { false, false };

	while (!ended[0] || !ended[1]) {
		struct pollfd ready[2];
		for (int i = 0; i < 2; i++)
			ready[i] = (struct pollfd){ ended[i] ? -1 : side[i], POLLIN, 0 };
		if (must(poll(ready, 2, ended[0] || ended[1] ? patience : -1), "poll") == 0)
			return;
		for (int i = 0; i < 2; i++)
			if (ready[i].revents != 0)
				ended[i] = !pass(side[i], side[1 - i]);
	}
}

int main(int argc, char *argv[])
{
	struct address server;
	if (argc != 5 || address_parse(&server, argv[2], argv[3]) == -1)
		usage("LISTEN HOST PORT MILLISECONDS");
	int patience = (int)argument(argc, argv, 4, 0);

	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		cannot("ignore SIGPIPE");
	int listener = listening(argv[1], 128);

	for (;;) {
		int caller = must(accept(listener, NULL, NULL), "accept");
		int sock = must(socket(server.name.sa_family, SOCK_STREAM, 0), "create another");
		must(connect(sock, &server.name, server.len), "connect");

		relay((int[]){ caller, sock }, patience);
		must(close(caller), "close the caller's");
		must(close(sock), "close the server's");
	}
}
