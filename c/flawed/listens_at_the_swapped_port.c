/*
 * listens_at_the_swapped_port: a server that fills in the port as it lies in memory.
 *
 * The mistake: sin_port without htons(). Every step succeeds; a client that makes
 * the same mistake even finds it, which is how it lives to meet other people's.
 * Broken: notes, chapter 3 (network byte order); RFC 9293, 3.1; POSIX htons().
 * Sound: hand_made_address_server, but for 1 line.
 *
 * Says:  listening, accepted
 * Exit:  0 the caller has left; 2 wrong usage; 99 a step failed
 */
#include <netinet/in.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fixture.h"

int main(int argc, char *argv[])
{
	if (argc != 2)
		usage("PORT");
	uint16_t port = (uint16_t)argument(argc, argv, 1, 0);

	struct sockaddr_in own = { .sin_family = AF_INET };
	own.sin_port = port;
	own.sin_addr.s_addr = htonl(INADDR_ANY);

	int listener = must(socket(AF_INET, SOCK_STREAM, 0), "create a socket");
	must(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int)),
	     "set SO_REUSEADDR");
	must(bind(listener, (struct sockaddr *)&own, sizeof(own)), "bind");
	must(listen(listener, 5), "listen");
	say("listening");

	int conn = must(accept(listener, NULL, NULL), "accept");
	say("accepted");
	char buffer[100];
	ssize_t got;
	while ((got = read(conn, buffer, sizeof(buffer))) > 0)
		continue;
	if (got == -1)
		cannot("read");

	must(close(conn), "close the connection");
	must(close(listener), "close the listener");
	return 0;
}
