/*
 * waits_for_one_answer_each: a relay of datagrams that takes each for a question with one answer.
 *
 * The mistake: each datagram is passed on by a socket of its own, which is closed when an answer
 * has come. It is made because a name server is asked so. What comes later finds nobody, and
 * to the server one caller is as many as it has sent datagrams.
 * Broken: RFC 768: nothing in a datagram says how many answers it has; RFC 4787, 4.1 and 4.3.
 * Sound: udp_relay, made another way.
 *
 * Says:  nothing, but why a datagram could not be passed on
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

/* Ask, and hear. Return: the length of the answer, or -1. */
static ssize_t ask(const struct address *server, char *data, size_t len, size_t room)
{
	int sock = must(socket(server->name.sa_family, SOCK_DGRAM, 0), "create another");

	must(connect(sock, &server->name, server->len), "connect");
	ssize_t got = send(sock, data, len, 0);
	if (got != -1)
		got = recv(sock, data, room, 0);
	if (got == -1)
		say("not passed on: %s", strerror(errno));
	must(close(sock), "close");
	return got;
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
		static char data[65536];
		struct address caller = { .len = sizeof(caller.room) };
		ssize_t got = recvfrom(listener, data, sizeof(data), 0, &caller.name, &caller.len);
		if (got == -1)
			cannot("receive");
		got = ask(&server, data, (size_t)got, sizeof(data));
		if (got != -1 &&
		    sendto(listener, data, (size_t)got, 0, &caller.name, caller.len) == -1)
			say("not passed on: %s", strerror(errno));
	}
}
