/*
 * dies_of_a_strange_datagram: a UDP echo server that looks a byte up where there is no such row.
 *
 * The mistake: a table has a row for each character of ASCII, and a byte may be none. It
 * is made because all callers that one has oneself send text.
 * Broken: RFC 1122, 1.2.2: whatever comes is to be expected.
 * Sound: udp_echo_server, but for 3 lines.
 *
 * Says:  nothing, but why an answer could not be sent
 * Exit:  never of itself; 2 wrong usage; 99 a step failed, or a byte was strange
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
		for (ssize_t i = 0; i < received; i++)
			if (buffer[i] & 0x80)
				die("no row for byte %d", (unsigned char)buffer[i]);
		if (sendto(sock, buffer, (size_t)received, 0, &caller.name, caller.len) == -1)
			say("cannot answer: %s", strerror(errno));
	}
}
