/* spins_and_logs: listen, and then make a call that fails, again and again, and say so each time. */
#include <stdio.h>
#include <sys/socket.h>

#include "address.h"
#include "fixture.h"

int main(int argc, char *argv[])
{
	struct address own;

	if (argc != 2 || address_any(&own, argv[1]) == -1)
		usage("PORT");
	int listener = must(socket(own.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(bind(listener, &own.name, own.len), "bind");
	must(listen(listener, 1), "listen");
	for (;;)
		if (accept(-1, NULL, NULL) == -1)
			perror("accept");
}
