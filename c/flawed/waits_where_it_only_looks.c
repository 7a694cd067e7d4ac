/*
 * waits_where_it_only_looks: ask whether something is there, and not come back.
 *
 * The mistake: MSG_DONTWAIT is left out. It is made because MSG_PEEK takes nothing,
 * and seems to be a mere glance; but it waits like any other read, until there is
 * something to look at.
 * Broken: POSIX recv().
 * Sound: peeking_client, but for 1 line.
 *
 * Says:  not yet: something is there; looked: LINE; read: LINE
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
	ssize_t got = recv(sock, line, sizeof(line), MSG_PEEK);
	say("not yet: %s", got == -1 ? strerror(errno) : "something is there");

	got = recv(sock, line, sizeof(line), MSG_PEEK);
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
