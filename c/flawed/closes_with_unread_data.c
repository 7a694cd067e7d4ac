/*
 * closes_with_unread_data: answer, and close without reading the request.
 *
 * The mistake: what the caller sends is of no interest, so it is not read. It
 * is made by servers that know their answer early ("too long", "go away"). But
 * unread bytes turn the close into a reset, and the reset can overtake the answer.
 * Broken: RFC 2525, 2.17; RFC 9293, 3.6.1 (SHLD-3).
 * Sound: draining_server, but for 10 lines.
 *
 * Says:  answered BYTES
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <sys/socket.h>
#include <unistd.h>

#include "fixture.h"
#include "listening.h"
#include "transfer.h"

int main(int argc, char *argv[])
{
	if (argc != 2)
		usage("PORT");

	int listener = listening(argv[1], 5);
	int conn = must(accept(listener, NULL, NULL), "accept");

	const char answer[] = "too long\n";
	must(write_all(conn, answer, sizeof(answer) - 1), "write");
	say("answered %zu", sizeof(answer) - 1);

	must(close(conn), "close the connection");
	must(close(listener), "close the listener");
	return 0;
}
