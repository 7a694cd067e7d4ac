/*
 * stream_sender: MIB mebibytes over one connection, PIECE bytes a write.
 *
 * Says:  nothing
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"
#include "transfer.h"

int main(int argc, char *argv[])
{
	struct address receiver;
	if (argc != 5 || address_parse(&receiver, argv[1], argv[2]) == -1)
		usage("HOST PORT MIB PIECE");
	size_t rest = argument(argc, argv, 3, 1) << 20;
	size_t piece = argument(argc, argv, 4, 1);
	char *data = calloc(1, piece);
	if (data == NULL)
		cannot("get memory");

	int sock = must(socket(receiver.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(connect(sock, &receiver.name, receiver.len), "connect");

	while (rest > 0) {
		size_t len = rest < piece ? rest : piece;
		must(write_all(sock, data, len), "write");
		rest -= len;
	}

	must(close(sock), "close");
	free(data);
	return 0;
}
