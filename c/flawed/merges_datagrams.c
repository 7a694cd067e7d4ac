/*
 * merges_datagrams: a relay of datagrams, for one caller.
 *
 * The mistake: what has come is read until there is no more, and passed on by one
 * send(). It is made because that is how a stream is relayed, and it saves calls.
 * But datagrams that were waiting together leave as one, and one of no bytes does
 * not leave at all.
 * Broken: RFC 768 (a datagram is a message with its own length).
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

/* Everything that is waiting, as far as there is room; the last sender's address. */
static size_t collect(int sock, char *data, size_t room, struct address *sender)
{
	size_t len = 0;

	for (;;) {
		struct address name = { .len = sizeof(name.room) };
		ssize_t got =
			recvfrom(sock, data + len, room - len, MSG_DONTWAIT, &name.name, &name.len);
		if (got == -1)
			return len;
		*sender = name;
		len += (size_t)got;
	}
}

int main(int argc, char *argv[])
{
	struct address own, server, caller = { .len = 0 }, answerer;
	if (argc != 4 || address_any(&own, argv[1]) == -1 ||
	    address_parse(&server, argv[2], argv[3]) == -1)
		usage("LISTEN HOST PORT");

	int listener = must(socket(own.name.sa_family, SOCK_DGRAM, 0), "create a socket");
	must(bind(listener, &own.name, own.len), "bind");
	int sock = must(socket(server.name.sa_family, SOCK_DGRAM, 0), "create another");
	must(connect(sock, &server.name, server.len), "connect");

	static char data[65536];
	for (;;) {
		struct pollfd ready[] = { { listener, POLLIN, 0 }, { sock, POLLIN, 0 } };
		must(poll(ready, 2, -1), "poll");

		size_t len = collect(listener, data, sizeof(data), &caller);
		if (len > 0 && send(sock, data, len, 0) == -1)
			cannot("pass a request on");
		len = collect(sock, data, sizeof(data), &answerer);
		if (len > 0 && sendto(listener, data, len, 0, &caller.name, caller.len) == -1)
			cannot("pass an answer on");
	}
}
