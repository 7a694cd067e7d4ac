/*
 * falls_silent_instead_of_half_closing: say everything, and wait for the server to end.
 *
 * The mistake: nothing tells the server that this was all. It is made because
 * the sender knows that it has finished, and forgets that silence is no message:
 * now each side waits for the other, for ever.
 * Broken: notes, chapter 7 (the end of the sending stream is the peer's
 * end-of-file); POSIX shutdown().
 * Sound: half_close_client, but for 8 lines.
 *
 * Says:  sent BYTES; and what came back, if the server ever ends
 * Exit:  0 the server has finished; 2 wrong usage; 99 a step failed
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

	char answer[65536];
	size_t back = 0;
	ssize_t got;
	while ((got = read(sock, answer, sizeof(answer))) > 0)
		back += (size_t)got;
	if (got == -1)
		cannot("read");
	say("got %zu back", back);

	must(close(sock), "close");
	free(message);
	return 0;
}
