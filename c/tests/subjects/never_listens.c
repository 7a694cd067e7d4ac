/* never_listens: binds its port, and leaves it at that. */
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

int main(int argc, char *argv[])
{
	struct address own;

	if (argc != 2 || address_parse(&own, "0.0.0.0", argv[1]) == -1)
		usage("PORT");
	int sock = must(socket(AF_INET, SOCK_STREAM, 0), "create a socket");
	must(bind(sock, &own.name, own.len), "bind");
	for (;;)
		(void)pause();
}
