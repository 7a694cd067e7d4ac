/*
 * cuts_answers_to_its_buffer: a UDP echo server with room for 30 bytes.
 *
 * The mistake: a buffer of the size of the messages that one has in mind. With
 * TCP it would do, as the rest is there for the next read. With UDP the rest of
 * the datagram is gone.
 * Broken: notes, chapter 2 (a datagram has borders); RFC 862: the data is sent
 * back; POSIX recvfrom(): excess bytes are discarded.
 * Sound: udp_echo_server, but for 2 lines.
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

	char buffer[30];
	for (;;) {
		struct address caller = { .len = sizeof(caller.room) };
		ssize_t received =
			recvfrom(sock, buffer, sizeof(buffer), 0, &caller.name, &caller.len);
		if (received == -1)
			cannot("receive");
		if (sendto(sock, buffer, (size_t)received, 0, &caller.name, caller.len) == -1)
			say("cannot answer: %s", strerror(errno));
	}
}
