/* never_reads: a datagram socket, bound, and nobody who looks at it. */
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

int main(int argc, char *argv[])
{
	struct address own;

	if (argc != 2 || address_parse(&own, "0.0.0.0", argv[1]) == -1)
		usage("PORT");
	int sock = must(socket(AF_INET, SOCK_DGRAM, 0), "create a socket");

	must(bind(sock, &own.name, own.len), "bind");
	for (;;)
		(void)pause();
}
