/*
 * forgets_the_addresses_byte_order: a client that fills in the address as it lies in memory.
 *
 * The mistake: sin_addr without htonl(). It is made because INADDR_ANY, the one
 * that is written most, is 0 both ways; of 127.1.2.3 a little-endian machine
 * makes 3.2.1.127, which is somebody else, or nobody.
 * Broken: notes, chapter 3 (network byte order); RFC 791, appendix B; POSIX htonl().
 * Sound: hand_made_address_client, but for 1 line.
 *
 * Says:  port bytes P P, address bytes A A A A; connected
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fixture.h"

int main(int argc, char *argv[])
{
	unsigned a, b, c, d;
	if (argc != 3 || sscanf(argv[1], "%3u.%3u.%3u.%3u", &a, &b, &c, &d) != 4)
		usage("IPV4-ADDRESS PORT");
	uint32_t host = a << 24 | b << 16 | c << 8 | d;
	uint16_t port = (uint16_t)argument(argc, argv, 2, 0);

	struct sockaddr_in server = { .sin_family = AF_INET };
	server.sin_port = htons(port);
	server.sin_addr.s_addr = host;

	const unsigned char *bytes = (const unsigned char *)&server.sin_port;
	say("port bytes %u %u", bytes[0], bytes[1]);
	bytes = (const unsigned char *)&server.sin_addr;
	say("address bytes %u %u %u %u", bytes[0], bytes[1], bytes[2], bytes[3]);

	int sock = must(socket(AF_INET, SOCK_STREAM, 0), "create a socket");
	must(connect(sock, (struct sockaddr *)&server, sizeof(server)), "connect");
	say("connected");

	must(close(sock), "close");
	return 0;
}
