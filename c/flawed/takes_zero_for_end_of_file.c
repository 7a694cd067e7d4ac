/*
 * takes_zero_for_end_of_file: a UDP echo server that stops at an empty datagram.
 *
 * The mistake: the loop of a TCP server, which ends when a read brings 0. There
 * is no end-of-file without a connection; 0 is the length of a datagram that
 * anybody may send.
 * Broken: RFC 768; POSIX recvfrom(); notes, chapter 6 (no connection).
 * Sound: udp_echo_server, but for 10 lines.
 *
 * Says:  finished
 * Exit:  0 it has taken an empty datagram for the end; 2 wrong usage; 99 a step failed
 */
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

	static char buffer[65536];
	for (;;) {
		struct address caller = { .len = sizeof(caller.room) };
		ssize_t received =
			recvfrom(sock, buffer, sizeof(buffer), 0, &caller.name, &caller.len);
		if (received == -1)
			cannot("receive");
		if (received == 0)
			break;
		if (sendto(sock, buffer, (size_t)received, 0, &caller.name, caller.len) == -1)
			cannot("answer");
	}
	say("finished");

	must(close(sock), "close");
	return 0;
}
