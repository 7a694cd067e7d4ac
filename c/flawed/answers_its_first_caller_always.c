/*
 * answers_its_first_caller_always: a UDP echo server that learns one address only.
 *
 * The mistake: where an answer goes is written down with the first datagram, as if
 * that had made a connection. It is made because with one client it is the same.
 * Broken: notes, chapter 6 (one socket, many peers: every datagram has its own
 * sender); RFC 862.
 * Sound: udp_echo_server, but for 7 lines.
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

	static char buffer[65536];
	struct address caller = { .len = sizeof(caller.room) };
	ssize_t received = recvfrom(sock, buffer, sizeof(buffer), 0, &caller.name, &caller.len);
	for (;;) {
		if (received == -1)
			cannot("receive");
		if (sendto(sock, buffer, (size_t)received, 0, &caller.name, caller.len) == -1)
			say("cannot answer: %s", strerror(errno));
		received = recvfrom(sock, buffer, sizeof(buffer), 0, NULL, NULL);
	}
}
