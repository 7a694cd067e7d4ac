/*
 * aborts_instead_of_closing: throw away what has not been sent yet.
 *
 * The mistake: SO_LINGER with a time of 0, found in some advice against
 * TIME-WAIT. It makes close a reset: what is still in the output buffer is gone,
 * and what the peer has not read yet may be.
 * Broken: notes, chapter 5 (after close the output buffer is still delivered);
 * socket(7), SO_LINGER; RFC 9293, 3.10.4 and 3.10.5, CLOSE and ABORT.
 * Sound: single_write_client, but for 8 lines.
 *
 * Says:  wrote BYTES
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
	size_t len = argument(argc, argv, 3, 200000);

	char *message = malloc(len);
	if (message == NULL)
		cannot("allocate the message");
	pattern_fill(message, len, 0);

	int sock = must(socket(server.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(connect(sock, &server.name, server.len), "connect");

	const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };
	must(setsockopt(sock, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once)), "set SO_LINGER");
	must(write_all(sock, message, len), "write");
	say("wrote %zu", len);

	must(close(sock), "close");
	free(message);
	return 0;
}
