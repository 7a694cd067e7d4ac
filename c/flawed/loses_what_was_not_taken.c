/*
 * loses_what_was_not_taken: a socket that never waits, and no look at what it took.
 *
 * The mistake: O_NONBLOCK is set so that the program is never kept waiting, and
 * the result of write() is not looked at. It is made because on a socket that
 * waits there is nothing to see there; here each piece that finds the output
 * buffer full is gone, or a part of it.
 * Broken: notes, chapter 2 (a stream keeps its data); POSIX send(): EAGAIN, or
 * how many bytes were taken.
 * Sound: pieces_client, but for 11 lines.
 *
 * Says:  sent BYTES, digest DIGEST
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "prng.h"
#include "fixture.h"
#include "room.h"

enum { LARGEST = 65536 };

int main(int argc, char *argv[])
{
	struct address server;
	if (argc < 3 || argc > 4 || address_parse(&server, argv[1], argv[2]) == -1)
		usage("HOST PORT [BYTES]");
	size_t len = argument(argc, argv, 3, 8 << 20);

	int sock = must(socket(server.name.sa_family, SOCK_STREAM, 0), "create a socket");
	room_for_output(sock, LARGEST / 2);
	must(connect(sock, &server.name, server.len), "connect");
	must(fcntl(sock, F_SETFL, O_NONBLOCK), "set O_NONBLOCK");

	uint64_t sizes = 1, bytes = 2, digest = DIGEST_START;
	for (size_t sent = 0; sent < len;) {
		static char piece[LARGEST];
		size_t size = 1 + prng_next(&sizes) % LARGEST;
		if (size > len - sent)
			size = len - sent;
		prng_fill(&bytes, piece, size);
		digest = digest_add(digest, piece, size);

		if (write(sock, piece, size) == -1 && errno != EAGAIN)
			cannot("write");
		sent += size;
	}
	say("sent %zu, digest %016" PRIx64, len, digest);

	must(close(sock), "close");
	return 0;
}
