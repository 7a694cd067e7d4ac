/*
 * ping_pong_client: one byte to an echo server and back, TIMES times.
 *
 * Says:  nothing
 * Exit:  0 done; 2 wrong usage; 99 a step failed, or the server left
 */
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

int main(int argc, char *argv[])
{
	struct address server;
	if (argc != 4 || address_parse(&server, argv[1], argv[2]) == -1)
		usage("HOST PORT TIMES");
	size_t times = argument(argc, argv, 3, 1);

	int sock = must(socket(server.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(connect(sock, &server.name, server.len), "connect");

	for (size_t i = 0; i < times; i++) {
		char byte = '.';
		must((int)write(sock, &byte, 1), "write");
		if (must((int)read(sock, &byte, 1), "read") == 0)
			die("the server left");
	}

	must(close(sock), "close");
	return 0;
}
