/*
 * confuses_its_ports: hold two ports, and treat all callers alike.
 *
 * The mistake: once there is a caller, nobody remembers by which socket it came.
 * It is made where two services are put into one program, and the second is
 * added to the loop of the first.
 * Broken: notes, chapter 3 (the port tells the sockets of a program apart).
 * Sound: two_port_server, but for 2 lines.
 *
 * Says:  nothing
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fixture.h"
#include "transfer.h"

int main(int argc, char *argv[])
{
	if (argc != 2)
		usage("PORT");
	size_t port = argument(argc, argv, 1, 0);

	/* The first port comes last: who waits for it finds both. */
	struct pollfd listener[2];
	for (int i = 1; i >= 0; i--) {
		struct sockaddr_in own = { .sin_family = AF_INET };
		own.sin_port = htons((uint16_t)(port + (size_t)i));
		int sock = must(socket(AF_INET, SOCK_STREAM, 0), "create a socket");
		must(setsockopt(sock, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int)),
		     "set SO_REUSEADDR");
		must(bind(sock, (struct sockaddr *)&own, sizeof(own)), "bind");
		must(listen(sock, 5), "listen");
		listener[i] = (struct pollfd){ .fd = sock, .events = POLLIN };
	}

	for (;;) {
		must(poll(listener, 2, -1), "poll");
		for (int i = 0; i < 2; i++) {
			if (listener[i].revents == 0)
				continue;
			int conn = must(accept(listener[i].fd, NULL, NULL), "accept");
			char answer[40];
			int len = snprintf(answer, sizeof(answer), "this is port %zu\n", port);
			must(write_all(conn, answer, (size_t)len), "write");
			must(close(conn), "close the connection");
		}
	}
}
