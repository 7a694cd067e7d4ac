/*
 * chatty: CALLS calls that are recorded, and a new socket with every fourth.
 *
 * An observer that keeps something for each call, or for each socket that it has ever
 * met, shows it in its size.
 *
 * Says:  nothing
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fixture.h"

int main(int argc, char *argv[])
{
	if (argc != 2)
		usage("CALLS");
	size_t calls = argument(argc, argv, 1, 1);
	int nowhere = must(open("/dev/null", O_WRONLY), "open /dev/null");

	for (size_t i = 0; i < calls; i += 4) {
		int sock = must(socket(AF_INET, SOCK_DGRAM, 0), "create a socket");
		must((int)write(nowhere, "chatter\n", 8), "write");
		must((int)write(nowhere, "and more\n", 9), "write");
		must(close(sock), "close");
	}
	return 0;
}
