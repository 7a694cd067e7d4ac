/*
 * looks_by_reading: look at the first line, then read it - or the one behind it.
 *
 * The mistake: MSG_PEEK is left out where something is to be looked at. It is made
 * because both calls get the bytes; but after this one they are gone, and whoever
 * comes to read them finds the next ones.
 * Broken: POSIX recv(), MSG_PEEK.
 * Sound: peeking_client, but for 1 line.
 *
 * Says:  not yet: REASON; looked: LINE; read: ANOTHER
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <string.h>
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

	char line[100];
	ssize_t got = recv(sock, line, sizeof(line), MSG_PEEK | MSG_DONTWAIT);
	say("not yet: %s", got == -1 ? strerror(errno) : "something is there");

	got = recv(sock, line, sizeof(line), 0);
	if (got == -1)
		cannot("look");
	say("looked: %.*s", (int)got - 1, line);

	got = recv(sock, line, sizeof(line), 0);
	if (got == -1)
		cannot("read");
	say("read: %.*s", (int)got - 1, line);

	must(close(sock), "close");
	return 0;
}
