/* goes_into_the_background: forks twice, as daemon(7) has it, and serves from there. */
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

static void leave(void)
{
	if (must(fork(), "fork") != 0)
		_exit(0);
}

int main(int argc, char *argv[])
{
	struct address own;

	if (argc != 2 || address_parse(&own, "0.0.0.0", argv[1]) == -1)
		usage("PORT");
	leave();
	must(setsid(), "begin a session");
	leave();

	int listener = must(socket(AF_INET, SOCK_STREAM, 0), "create a socket");
	must(bind(listener, &own.name, own.len), "bind");
	must(listen(listener, 5), "listen");
	for (;;)
		must(close(must(accept(listener, NULL, NULL), "accept")), "close");
}
