/*
 * passes_an_error_on_as_a_datagram: a relay of datagrams, for one caller.
 *
 * The mistake: a receive that has failed is passed on like one that has brought nothing. It is made
 * because on a stream both are the end. Here the caller is sent a datagram of no bytes, which is
 * a message, and which the server has never sent.
 * Broken: RFC 768; POSIX recv(): -1 is no length.
 * Sound: udp_relay, made another way.
 *
 * Says:  nothing, but why a datagram could not be passed on
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

int main(int argc, char *argv[])
{
	struct address own, server, caller = { .len = 0 };
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

		if (ready[0].revents != 0) {
			caller.len = sizeof(caller.room);
			ssize_t got = recvfrom(listener, data, sizeof(data), MSG_DONTWAIT,
					       &caller.name, &caller.len);
			if (got != -1 && send(sock, data, (size_t)got, 0) == -1)
				say("not passed on: %s", strerror(errno));
		}
		if (ready[1].revents != 0) {
			ssize_t got = recv(sock, data, sizeof(data), MSG_DONTWAIT);
			if (got == -1)
				got = 0;
			if (sendto(listener, data, (size_t)got, 0, &caller.name, caller.len) == -1)
				say("not passed on: %s", strerror(errno));
		}
	}
}
