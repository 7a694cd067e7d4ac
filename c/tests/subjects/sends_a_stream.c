/*
 * sends_a_stream: so many MiB to a reader of the other side, written, sent from a file, or spliced.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"
#include "transfer.h"

enum { FILE_SIZE = 16 << 20 };

static void send_written(int sock, size_t len, size_t piece)
{
	char *block = calloc(1, piece);

	if (block == NULL)
		cannot("allocate");
	for (; len >= piece; len -= piece)
		must(write_all(sock, block, piece), "write");
	free(block);
}

/* A file may not be longer than the world allows, so it is sent again and again. */
static int make_file(void)
{
	int file = must(memfd_create("stream", 0), "make a file");

	must(ftruncate(file, FILE_SIZE), "make it long");
	return file;
}

static void send_from_file(int sock, size_t len)
{
	int file = make_file();

	while (len > 0) {
		off_t at = 0;

		len -= (size_t)must((int)sendfile(sock, file, &at, FILE_SIZE), "sendfile");
	}
}

static void send_spliced(int sock, size_t len)
{
	int file = make_file(), pair[2];

	must(pipe(pair), "make a pipe");
	must(fcntl(pair[1], F_SETPIPE_SZ, 1 << 20), "widen it");
	while (len > 0) {
		off_t at = 0;
		int in = must((int)splice(file, &at, pair[1], NULL, 1 << 20, 0), "splice");

		len -= (size_t)in;
		while (in > 0)
			in -= must((int)splice(pair[0], NULL, sock, NULL, (size_t)in, 0), "splice");
	}
}

int main(int argc, char *argv[])
{
	struct address server;

	if (argc != 5 || address_parse(&server, argv[1], argv[2]) == -1)
		usage("HOST PORT MIB PIECE_KIB|sendfile|splice");
	size_t len = argument(argc, argv, 3, 1) << 20;
	int sock = must(socket(AF_INET, SOCK_STREAM, 0), "create a socket");

	must(connect(sock, &server.name, server.len), "connect");
	if (!strcmp(argv[4], "sendfile"))
		send_from_file(sock, len);
	else if (!strcmp(argv[4], "splice"))
		send_spliced(sock, len);
	else
		send_written(sock, len, argument(argc, argv, 4, 64) << 10);
	must(close(sock), "close");
	return 0;
}
