/*
 * gives_up_when_a_caller_has_gone: a UDP echo server that one caller ends by not listening.
 *
 * The mistake: it has asked to be told of errors (IP_RECVERR), and whatever recvfrom() fails
 * with ends it. It is made because on other systems nobody is told, and on this one
 * few ask. ECONNREFUSED is the news that nobody was there to hear an earlier answer.
 * Broken: udp(7), ip(7); RFC 1122, 4.1.3.3: errors are told, and are no reason to stop.
 * Sound: udp_echo_server, but for 6 lines.
 *
 * Says:  nothing, but why an answer could not be sent
 * Exit:  never of itself; 2 wrong usage; 99 a step failed, or a caller had gone
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
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
	bool is_ipv6 = own.name.sa_family == AF_INET6;
	must(setsockopt(sock, is_ipv6 ? IPPROTO_IPV6 : IPPROTO_IP,
			is_ipv6 ? IPV6_RECVERR : IP_RECVERR, &(int){ 1 }, sizeof(int)),
	     "ask to be told of errors");
	must(bind(sock, &own.name, own.len), "bind");

	/* Larger than any datagram (65,507 bytes over IPv4), so that none is cut. */
	static char buffer[65536];
	for (;;) {
		struct address caller = { .len = sizeof(caller.room) };
		ssize_t received =
			recvfrom(sock, buffer, sizeof(buffer), 0, &caller.name, &caller.len);
		if (received == -1)
			cannot("receive");
		if (sendto(sock, buffer, (size_t)received, 0, &caller.name, caller.len) == -1)
			say("cannot answer: %s", strerror(errno));
	}
}
