/* takes_a_stream: reads to the end, in pieces of so many KiB, and says how much it was. */
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

int main(int argc, char *argv[])
{
	struct address own;

	if (argc < 2 || address_parse(&own, "0.0.0.0", argv[1]) == -1)
		usage("PORT [PIECE_KIB]");
	size_t piece = argument(argc, argv, 2, 64) << 10, total = 0;
	char *block = malloc(piece);
	int listener = must(socket(AF_INET, SOCK_STREAM, 0), "create a socket");

	if (block == NULL)
		cannot("allocate");
	must(bind(listener, &own.name, own.len), "bind");
	must(listen(listener, 5), "listen");
	int peer = must(accept(listener, NULL, NULL), "accept");
	for (ssize_t len; (len = recv(peer, block, piece, MSG_WAITALL)) > 0;)
		total += (size_t)len;
	say("%zu", total);
	free(block);
	return 0;
}
