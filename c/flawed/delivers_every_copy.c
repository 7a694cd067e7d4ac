/*
 * delivers_every_copy: take each message as it comes, and answer it.
 *
 * The mistake: the number in front of a message is for the answer only, and not
 * compared with those that were delivered. It is made because on a quiet network
 * every message comes once, and in order. One that comes again, as its answer was
 * lost, or late, is delivered again.
 * Broken: RFC 8085, 3.3; notes, chapter 6.
 * Sound: delivering_udp_server, but for 11 lines.
 *
 * Says:  each message, without its number
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
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

	static char message[65536];
	for (;;) {
		struct address caller = { .len = sizeof(caller.room) };
		ssize_t received =
			recvfrom(sock, message, sizeof(message) - 1, 0, &caller.name, &caller.len);
		if (received == -1)
			cannot("receive");
		message[received] = '\0';

		const char *text = message + strspn(message, "0123456789 ");
		say("%.*s", (int)strcspn(text, "\n"), text);
		if (sendto(sock, message, (size_t)received, 0, &caller.name, caller.len) == -1)
			cannot("answer");
	}
}
