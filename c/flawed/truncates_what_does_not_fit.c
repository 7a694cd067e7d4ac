/*
 * truncates_what_does_not_fit: send the front of what is too long for a datagram.
 *
 * The mistake: a length above the limit is quietly cut to the limit. It is made
 * to get rid of EMSGSIZE; but the receiver sees a whole datagram, and nobody is
 * told that there was more.
 * Broken: notes, chapter 2 (a datagram has a limit of size); POSIX sendto(),
 * EMSGSIZE: what does not fit is not sent at all.
 * Sound: largest_datagram_client, made another way.
 *
 * Says:  BYTES: sent, for each
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

enum { LARGEST = 65507 };

int main(int argc, char *argv[])
{
	struct address server;
	if (argc != 3 || address_parse(&server, argv[1], argv[2]) == -1)
		usage("HOST PORT");

	int sock = must(socket(server.name.sa_family, SOCK_DGRAM, 0), "create a socket");

	static const char message[LARGEST + 1];
	const size_t lengths[] = { 65507, 65508, 1 };
	for (size_t i = 0; i < 3; i++) {
		size_t len = lengths[i] < LARGEST ? lengths[i] : LARGEST;
		if (sendto(sock, message, len, 0, &server.name, server.len) == -1)
			cannot("send");
		say("%zu: sent", lengths[i]);
	}

	must(close(sock), "close");
	return 0;
}
