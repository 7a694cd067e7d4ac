/*
 * gives_no_room_for_the_address: ask who the sender is, and forget to say how long that may be.
 *
 * The mistake: recvfrom()'s last argument is a length that goes in and comes out,
 * and it goes in as 0. It is made because the man page is read as "where the
 * length is put". The call succeeds, and the address stays what it was before.
 * Broken: notes, chapter 6 (the sender's address comes with each datagram); POSIX
 * recvfrom(): the length of the address buffer, on entry.
 * Sound: sender_telling_server, but for 2 lines.
 *
 * Says:  from HOST port PORT, for each
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <netdb.h>
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

	for (int i = 0; i < 2; i++) {
		struct address sender = { .name.sa_family = own.name.sa_family };
		char buffer[100];
		ssize_t received =
			recvfrom(sock, buffer, sizeof(buffer), 0, &sender.name, &sender.len);
		if (received == -1)
			cannot("receive");

		char host[NI_MAXHOST], port[NI_MAXSERV];
		if (getnameinfo(&sender.name, sizeof(sender.room), host, sizeof(host), port,
				sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV) != 0)
			die("cannot write the address of the sender");
		say("from %s port %s", host, port);
	}

	must(close(sock), "close");
	return 0;
}
