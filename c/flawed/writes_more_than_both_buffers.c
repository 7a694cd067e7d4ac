/*
 * writes_more_than_both_buffers: expect write to return, however much is written.
 *
 * The mistake: 64 MiB by one blocking write, to a peer that may not read yet. It
 * is made because small writes do return at once. What neither the output
 * buffer here nor the input buffer there can hold (4 MiB and 32 MiB at most, by
 * the tcp_wmem and tcp_rmem of today's Linux) waits for the reader.
 * Broken: notes, chapter 5; POSIX send(): without space it blocks.
 * Sound: single_write_client, but for 10 lines.
 *
 * Says:  wrote BYTES
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

int main(int argc, char *argv[])
{
	struct address server;
	if (argc != 3 || address_parse(&server, argv[1], argv[2]) == -1)
		usage("HOST PORT");

	const size_t len = (size_t)64 << 20;
	char *message = calloc(1, len);
	if (message == NULL)
		cannot("allocate the message");

	int sock = must(socket(server.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(connect(sock, &server.name, server.len), "connect");

	ssize_t written = write(sock, message, len);
	if (written == -1)
		cannot("write");
	say("wrote %zd", written);

	must(close(sock), "close");
	free(message);
	return 0;
}
