/*
 * relays_datagrams_by_children_it_forgets: a relay that makes a process for each datagram.
 *
 * The mistake: nobody takes the status of these processes. It is made because everything works
 * without. But of each datagram a zombie stays, until there are no more processes.
 * Broken: POSIX _exit(), wait(): a status is kept until it is taken.
 * Sound: udp_relay, made another way.
 *
 * Says:  nothing
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

static char data[65536];

/* Passes it on, and one answer back. */
static void serve(int listener, const struct address *server, const struct address *caller,
		  size_t len)
{
	int sock = must(socket(server->name.sa_family, SOCK_DGRAM, 0), "create another");

	must(connect(sock, &server->name, server->len), "connect");
	if (send(sock, data, len, 0) == -1)
		cannot("pass a request on");
	ssize_t got = recv(sock, data, sizeof(data), 0);
	if (got == -1)
		cannot("receive an answer");
	if (sendto(listener, data, (size_t)got, 0, &caller->name, caller->len) == -1)
		cannot("pass an answer on");
}

int main(int argc, char *argv[])
{
	struct address own, server;
	if (argc != 4 || address_any(&own, argv[1]) == -1 ||
	    address_parse(&server, argv[2], argv[3]) == -1)
		usage("LISTEN HOST PORT");

	int listener = must(socket(own.name.sa_family, SOCK_DGRAM, 0), "create a socket");
	must(bind(listener, &own.name, own.len), "bind");

	for (;;) {
		struct address caller = { .len = sizeof(caller.room) };
		ssize_t got = recvfrom(listener, data, sizeof(data), 0, &caller.name, &caller.len);
		if (got == -1)
			cannot("receive");
		if (must(fork(), "fork") == 0) {
			serve(listener, &server, &caller, (size_t)got);
			return 0;
		}
	}
}
