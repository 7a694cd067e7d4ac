/*
 * forgets_its_caller_in_a_moment: a relay of datagrams, for one caller.
 *
 * The mistake: a caller of whom nothing has been heard for a tenth of a second is forgotten. It is
 * made because a conversation by datagrams has no end, and nothing must be kept for ever. But an
 * answer that takes longer finds nobody.
 * Broken: RFC 4787, 4.3, REQ-5: two minutes at the least, five by choice.
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
		if (must(poll(ready, 2, 100), "poll") == 0)
			caller.len = 0;

		if (ready[0].revents != 0) {
			caller.len = sizeof(caller.room);
			ssize_t got = recvfrom(listener, data, sizeof(data), MSG_DONTWAIT,
					       &caller.name, &caller.len);
			if (got != -1 && send(sock, data, (size_t)got, 0) == -1)
				say("not passed on: %s", strerror(errno));
		}
		if (ready[1].revents != 0) {
			ssize_t got = recv(sock, data, sizeof(data), MSG_DONTWAIT);
			if (got != -1 && caller.len > 0 &&
			    sendto(listener, data, (size_t)got, 0, &caller.name, caller.len) == -1)
				say("not passed on: %s", strerror(errno));
		}
	}
}
