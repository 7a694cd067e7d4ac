/*
 * insists_on_its_port: choose the port oneself where any would do.
 *
 * The mistake: a number that is written into the program, for a socket that nobody
 * has to find by its number. It is made to see the same number each time; the
 * second socket, or the second copy, does not get it.
 * Broken: ip(7): port 0 asks for one that is free.
 * Sound: any_port_program, made another way.
 *
 * Says:  nothing
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fixture.h"

int main(int argc, char *argv[])
{
	(void)argv;
	if (argc != 1)
		usage("");

	int sock[2];
	for (int i = 0; i < 2; i++) {
		struct sockaddr_in own = { .sin_family = AF_INET, .sin_port = htons(9191) };
		own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		sock[i] = must(socket(AF_INET, SOCK_STREAM, 0), "create a socket");
		must(bind(sock[i], (struct sockaddr *)&own, sizeof(own)), "bind");
	}
	must(close(sock[0]), "close");
	must(close(sock[1]), "close");
	return 0;
}
