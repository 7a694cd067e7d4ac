/*
 * knows_only_ipv4: a client whose addresses have four parts.
 *
 * The mistake: inet_addr() and sockaddr_in, and with them the domain, are written
 * into the program, as the book's clients do it. An address of IPv6 is no address
 * to it.
 * Broken: notes, chapter 2 (PF_INET, PF_INET6); RFC 3493, 6: what converts names
 * and addresses of every family is getaddrinfo().
 * Sound: half_close_client, but for 22 lines.
 *
 * Says:  sent BYTES, half-closed, got BYTES back, and whether they are unchanged
 * Exit:  0 the server has finished, too; 2 wrong usage; 99 a step failed, or
 *        the address has not four parts
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fixture.h"
#include "transfer.h"

int main(int argc, char *argv[])
{
	if (argc != 3)
		usage("HOST PORT");

	struct sockaddr_in server = {
		.sin_family = AF_INET,
		.sin_port = htons((in_port_t)strtoul(argv[2], NULL, 10)),
		.sin_addr.s_addr = inet_addr(argv[1]),
	};
	if (server.sin_addr.s_addr == INADDR_NONE)
		die("%s is no address", argv[1]);

	int sock = must(socket(AF_INET, SOCK_STREAM, 0), "create a socket");
	must(connect(sock, (struct sockaddr *)&server, sizeof(server)), "connect");

	char message[5], answer[5];
	pattern_fill(message, sizeof(message), 0);
	must(write_all(sock, message, sizeof(message)), "write");
	say("sent %zu", sizeof(message));
	must(shutdown(sock, SHUT_WR), "shut down the sending direction");
	say("half-closed");

	size_t back = 0, same = 0;
	ssize_t got;
	while ((got = read(sock, answer, sizeof(answer))) > 0) {
		same += pattern_match(answer, (size_t)got, back);
		back += (size_t)got;
	}
	if (got == -1)
		cannot("read");
	say("got %zu back, %s", back, same == back ? "unchanged" : "changed");

	must(close(sock), "close");
	return 0;
}
