/*
 * waits_for_ever: wait for an answer, however long it takes.
 *
 * The mistake: a read without any limit of time. It is made because answers always
 * came, so far; from a server that says nothing and stays there is neither an
 * answer nor an error.
 * Broken: POSIX recv(): it blocks until something arrives; setsockopt(), SO_RCVTIMEO.
 * Sound: impatient_client, made another way.
 *
 * Says:  heard BYTES, if there ever is an answer
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

	char answer[100];
	ssize_t heard = read(sock, answer, sizeof(answer));
	if (heard == -1)
		cannot("read");
	say("heard %zd", heard);

	must(close(sock), "close");
	return 0;
}
