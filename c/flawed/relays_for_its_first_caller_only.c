/*
 * relays_for_its_first_caller_only: a relay of datagrams that binds itself to who called first.
 *
 * The mistake: it connects its socket to its first caller, so that send() and recv() will do. It is
 * made because that is how a stream is served. But a connected socket receives from its peer
 * only: whoever else calls is not heard, and told that nobody is there.
 * Broken: POSIX connect(), on a datagram socket; RFC 768.
 * Sound: udp_relay, made another way.
 *
 * Says:  nothing
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

static void pass(int from, int to)
{
	static char data[65536];
	ssize_t got = recv(from, data, sizeof(data), MSG_DONTWAIT);

	if (got != -1)
		(void)send(to, data, (size_t)got, 0); /* of one before it, perhaps: udp(7) */
}

int main(int argc, char *argv[])
{
	struct address own, server, caller = { .len = sizeof(caller.room) };
	if (argc != 4 || address_any(&own, argv[1]) == -1 ||
	    address_parse(&server, argv[2], argv[3]) == -1)
		usage("LISTEN HOST PORT");

	int listener = must(socket(own.name.sa_family, SOCK_DGRAM, 0), "create a socket");
	must(bind(listener, &own.name, own.len), "bind");
	int sock = must(socket(server.name.sa_family, SOCK_DGRAM, 0), "create another");
	must(connect(sock, &server.name, server.len), "connect");

	char first;
	if (recvfrom(listener, &first, 1, MSG_PEEK, &caller.name, &caller.len) == -1)
		cannot("receive");
	must(connect(listener, &caller.name, caller.len), "connect to the caller");

	for (;;) {
		struct pollfd ready[] = { { listener, POLLIN, 0 }, { sock, POLLIN, 0 } };
		must(poll(ready, 2, -1), "poll");
		if (ready[0].revents != 0)
			pass(listener, sock);
		if (ready[1].revents != 0)
			pass(sock, listener);
	}
}
