/*
 * stays_with_its_first_peer: take the peer of a UDP socket for a connection.
 *
 * The mistake: the socket is connected already, so the second connect() is left
 * out. It is made because a second connect() on a TCP socket fails (EISCONN); here
 * it would have changed the peer, and what is meant for another goes to the first.
 * Broken: notes, chapter 6 (the peer is only written down); POSIX connect().
 * Sound: changing_udp_client, but for 7 lines.
 *
 * Says:  what the peer answers; then what write says without one
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

int main(int argc, char *argv[])
{
	struct address peer[2];
	if (argc != 4 || address_parse(&peer[0], argv[1], argv[2]) == -1 ||
	    address_parse(&peer[1], argv[1], argv[3]) == -1)
		usage("HOST PORT OTHER-PORT");

	int sock = must(socket(peer[0].name.sa_family, SOCK_DGRAM, 0), "create a socket");

	bool connected = false;
	const char *const messages[] = { "one", "second" };
	for (size_t i = 0; i < 2; i++) {
		if (!connected)
			must(connect(sock, &peer[i].name, peer[i].len), "connect");
		connected = true;
		if (write(sock, messages[i], strlen(messages[i])) == -1)
			cannot("write");

		char answer[100];
		ssize_t received = read(sock, answer, sizeof(answer));
		if (received == -1)
			cannot("read");
		say("%.*s", (int)received, answer);
	}

	const struct sockaddr nobody = { .sa_family = AF_UNSPEC };
	must(connect(sock, &nobody, sizeof(nobody)), "end the association");
	ssize_t written = write(sock, "hello", 5);
	say("without a peer: %s", written == -1 ? strerror(errno) : "sent");

	must(close(sock), "close");
	return 0;
}
