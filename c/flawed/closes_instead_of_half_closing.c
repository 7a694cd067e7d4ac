/*
 * closes_instead_of_half_closing: say everything, and hang up.
 *
 * The mistake: close() where only the sending is finished. It is made because
 * both let the server see its end-of-file; but the answer then finds nobody.
 * Broken: notes, chapter 7 (the one-sided end of a conversation); RFC 9293, 3.6.
 * Sound: half_close_client, but for 15 lines.
 *
 * Says:  sent BYTES, closed
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"
#include "transfer.h"

int main(int argc, char *argv[])
{
	struct address server;
	if (argc < 3 || argc > 4 || address_parse(&server, argv[1], argv[2]) == -1)
		usage("HOST PORT [BYTES]");
	size_t len = argument(argc, argv, 3, 5);

	char *message = malloc(len);
	if (message == NULL)
		cannot("allocate the message");
	pattern_fill(message, len, 0);

	int sock = must(socket(server.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(connect(sock, &server.name, server.len), "connect");

	must(write_all(sock, message, len), "write");
	say("sent %zu", len);

	must(close(sock), "close");
	say("closed");
	free(message);
	return 0;
}
