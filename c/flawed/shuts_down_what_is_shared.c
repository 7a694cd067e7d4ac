/*
 * shuts_down_what_is_shared: end a conversation that another still holds.
 *
 * The mistake: a shutdown() before close(), "to be on the safe side". close()
 * gives up one descriptor; shutdown() acts on the connection behind it, for
 * everybody who holds it. It is made because with a single holder both look alike.
 * Broken: notes, chapters 7 and 10; POSIX shutdown(), close().
 * Sound: two_descriptors_client, but for 3 lines.
 *
 * Says:  closed one, heard BYTES, closed both
 * Exit:  0 done; 2 wrong usage; 99 a step failed, or nothing was heard
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
	int other = must(dup(sock), "duplicate the descriptor");

	must(shutdown(sock, SHUT_WR), "shut down");
	must(close(sock), "close one");
	say("closed one");

	char buffer[13];
	size_t heard = 0;
	while (heard < sizeof(buffer)) {
		ssize_t got = read(other, buffer + heard, sizeof(buffer) - heard);
		if (got == -1)
			cannot("read");
		if (got == 0)
			die("the server left after %zu bytes", heard);
		heard += (size_t)got;
	}
	say("heard %zu", heard);

	must(close(other), "close the other");
	say("closed both");
	return 0;
}
