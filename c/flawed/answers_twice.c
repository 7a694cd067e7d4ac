/*
 * answers_twice: a UDP echo server that sends each answer two times, to be sure.
 *
 * The mistake: as an answer can be lost, it is sent again, unasked. It is made with the
 * best of intentions; but who has asked once takes the second for the answer to what
 * is asked next, and the network carries twice as much.
 * Broken: RFC 862: a datagram is answered by one; RFC 8085, 3.1.
 * Sound: udp_echo_server, but for 4 lines.
 *
 * Says:  nothing, but why an answer could not be sent
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

int main(int argc, char *argv[])
{
	struct address own;
	if (argc != 2 || address_any(&own, argv[1]) == -1)
		usage("PORT");

	int sock = must(socket(own.name.sa_family, SOCK_DGRAM, 0), "create a socket");
	must(bind(sock, &own.name, own.len), "bind");

	/* Larger than any datagram (65,507 bytes over IPv4), so that none is cut. */
	static char buffer[65536];
	for (;;) {
		struct address caller = { .len = sizeof(caller.room) };
		ssize_t received =
			recvfrom(sock, buffer, sizeof(buffer), 0, &caller.name, &caller.len);
		if (received == -1)
			cannot("receive");
		for (int i = 0; i < 2; i++)
			if (sendto(sock, buffer, (size_t)received, 0, &caller.name, caller.len) ==
			    -1)
				say("cannot answer: %s", strerror(errno));
	}
}
