/*
 * answers_by_children_it_forgets: a UDP echo server that leaves a zombie for each datagram.
 *
 * The mistake: each datagram is answered by a child, as a server of streams does it, and nobody
 * waits for the children. It is made because all is answered, and many processes fit.
 * Broken: notes, chapter 10 (zombies); POSIX wait().
 * Sound: udp_echo_server, but for 3 lines.
 *
 * Says:  nothing, but why an answer could not be sent
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
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

	/* Larger than any datagram (65,507 bytes over IPv4), so that none is cut. */
	static char buffer[65536];
	for (;;) {
		struct address caller = { .len = sizeof(caller.room) };
		ssize_t received =
			recvfrom(sock, buffer, sizeof(buffer), 0, &caller.name, &caller.len);
		if (received == -1)
			cannot("receive");
		if (must(fork(), "fork") > 0)
			continue;
		if (sendto(sock, buffer, (size_t)received, 0, &caller.name, caller.len) == -1)
			say("cannot answer: %s", strerror(errno));
		_exit(0);
	}
}
