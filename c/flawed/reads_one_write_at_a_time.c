/*
 * reads_one_write_at_a_time: take the writer's borders for the reader's.
 *
 * The mistake: it knows that the peer writes 3, 5 and 7 bytes, and reads 3, 5
 * and 7. It is made because small messages sent with pauses do arrive so, on
 * the machine where the program is tried.
 * Broken: notes, chapter 2 (a stream has no borders): all that is there could
 * have been had by one read.
 * Sound: reading_server, made another way.
 *
 * Says:  read BYTES, for each read
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <sys/socket.h>
#include <unistd.h>

#include "fixture.h"
#include "listening.h"

int main(int argc, char *argv[])
{
	if (argc != 2)
		usage("PORT");

	int listener = listening(argv[1], 5);
	int conn = must(accept(listener, NULL, NULL), "accept");

	char buffer[7];
	const size_t lengths[] = { 3, 5, 7 };
	for (size_t i = 0; i < 3; i++) {
		ssize_t got = read(conn, buffer, lengths[i]);
		if (got == -1)
			cannot("read");
		say("read %zd", got);
	}

	must(close(conn), "close the connection");
	must(close(listener), "close the listener");
	return 0;
}
