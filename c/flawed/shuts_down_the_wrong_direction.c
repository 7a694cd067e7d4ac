/*
 * shuts_down_the_wrong_direction: SHUT_WR where SHUT_RD was meant.
 *
 * The mistake: to want to hear no more, and to say that one will speak no more. It
 * is made because "RD" and "WR" are read from the other side; or by writing 1 for
 * "the first of them".
 * Broken: POSIX shutdown(): SHUT_RD is the own receiving direction.
 * Sound: deaf_client, but for 2 lines.
 *
 * Says:  read BYTES, for each
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

int main(int argc, char *argv[])
{
	struct address server;
	if (argc != 3 || address_parse(&server, argv[1], argv[2]) == -1)
		usage("HOST PORT");

	int sock = must(socket(server.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(connect(sock, &server.name, server.len), "connect");
	must(shutdown(sock, SHUT_WR), "shut down");

	for (int i = 0; i < 2; i++) {
		char buffer[1000];
		ssize_t got = read(sock, buffer, sizeof(buffer));
		if (got == -1)
			cannot("read");
		say("read %zd", got);
	}

	must(close(sock), "close");
	return 0;
}
