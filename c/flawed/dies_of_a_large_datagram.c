/*
 * dies_of_a_large_datagram: a UDP echo server that is ended by one longer than it expects.
 *
 * The mistake: a datagram that does not fit into its buffer is an error that cannot be, and so
 * it ends. It is made because the callers that one has oneself keep to the protocol.
 * Broken: RFC 1122, 1.2.2: whatever comes is to be expected. RFC 768: up to 65,507 bytes may.
 * Sound: udp_echo_server, but for 6 lines.
 *
 * Says:  nothing, but why an answer could not be sent
 * Exit:  never of itself; 2 wrong usage; 99 a step failed, or a datagram was too long
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

	static char buffer[1500];
	for (;;) {
		struct address caller = { .len = sizeof(caller.room) };
		ssize_t received =
			recvfrom(sock, buffer, sizeof(buffer), MSG_TRUNC, &caller.name,
				 &caller.len);
		if (received == -1)
			cannot("receive");
		if ((size_t)received > sizeof(buffer))
			die("a datagram of %zd bytes", received);
		if (sendto(sock, buffer, (size_t)received, 0, &caller.name, caller.len) == -1)
			say("cannot answer: %s", strerror(errno));
	}
}
