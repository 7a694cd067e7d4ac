/*
 * reads_a_datagram_in_pieces: take a datagram socket for a stream.
 *
 * The mistake: the first byte by one call, to see what kind of message it is,
 * and the rest by a second. It is made by those who come from TCP, where this is
 * the right way. Here the first call has thrown the rest away, and the second
 * brings the front of another datagram.
 * Broken: notes, chapters 2 and 6 (a datagram has borders: one send, one
 * receive); POSIX recvfrom().
 * Sound: datagram_server, but for 13 lines.
 *
 * Says:  kind BYTE, rest BYTES, for each
 * Exit:  0 three were received; 2 wrong usage; 99 a step failed
 */
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

	for (int i = 0; i < 3; i++) {
		char kind;
		if (recvfrom(sock, &kind, 1, 0, NULL, NULL) == -1)
			cannot("receive the kind");
		say("kind %c", kind);

		char rest[1];
		ssize_t received = recvfrom(sock, rest, sizeof(rest), 0, NULL, NULL);
		if (received == -1)
			cannot("receive the rest");
		say("rest %zd", received);
	}

	must(close(sock), "close");
	return 0;
}
