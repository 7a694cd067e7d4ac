/*
 * drops_what_is_not_taken: write without blocking, and never look back.
 *
 * The mistake: the socket was made non-blocking, and the result of write is
 * ignored as before. It is made because everything is taken as long as the other
 * side reads; as soon as its window is closed and the output buffer is full,
 * EAGAIN means that these bytes will never leave.
 * Broken: notes, chapter 5; POSIX write(): the result is how many bytes were taken.
 * Sound: patient_client, but for 11 lines.
 *
 * Says:  wrote BYTES, as it believes
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"
#include "room.h"
#include "transfer.h"

int main(int argc, char *argv[])
{
	struct address server;
	if (argc < 3 || argc > 4 || address_parse(&server, argv[1], argv[2]) == -1)
		usage("HOST PORT [BYTES]");
	size_t len = argument(argc, argv, 3, 16 << 20);

	char *message = malloc(len);
	if (message == NULL)
		cannot("allocate the message");
	pattern_fill(message, len, 0);

	int sock = must(socket(server.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(setsockopt(sock, IPPROTO_TCP, TCP_MAXSEG, &(int){ 1000 }, sizeof(int)),
	     "set TCP_MAXSEG");
	room_for_output(sock, ROOM_USUAL);
	must(connect(sock, &server.name, server.len), "connect");
	must(fcntl(sock, F_SETFL, O_NONBLOCK), "set O_NONBLOCK");

	const size_t piece = 65536;
	size_t wrote = 0;
	while (wrote < len) {
		size_t size = len - wrote < piece ? len - wrote : piece;
		if (write(sock, message + wrote, size) == 0)
			die("the write took nothing");
		wrote += size;
	}
	say("wrote %zu", wrote);

	must(close(sock), "close");
	free(message);
	return 0;
}
