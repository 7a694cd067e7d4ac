/*
 * reads_what_it_has_no_room_for: an echo client that any server can overwrite.
 *
 * The mistake: it asks for 64 KiB, and has room for 1. It is made by changing the size of
 * the buffer and not the number in the call; nothing shows it as long as the server sends
 * back what it was sent, and no more.
 * Broken: POSIX read(): up to that many bytes are put there.
 * Sound: echo_client, but for 12 lines.
 *
 * Says:  each answer
 * Exit:  0 done; 2 wrong usage; 99 a step failed, or the server left; or it is killed
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

int main(int argc, char *argv[])
{
	struct address server;
	if (argc < 3 || argc > 4 || address_parse(&server, argv[1], argv[2]) == -1)
		usage("HOST PORT [BYTES-A-READ]");
	size_t asked_for = argument(argc, argv, 3, 65536);

	/* A server that has left is to be told of as an error of write. */
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		cannot("ignore SIGPIPE");

	int sock = must(socket(server.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(connect(sock, &server.name, server.len), "connect");

	char message[1024];
	while (fgets(message, sizeof(message), stdin) != NULL) {
		if (strcmp(message, "Q\n") == 0 || strcmp(message, "q\n") == 0)
			break;

		size_t len = strlen(message);
		for (size_t sent = 0; sent < len;) {
			ssize_t n = write(sock, message + sent, len - sent);
			if (n == -1)
				cannot("write");
			sent += (size_t)n;
		}

		for (size_t back = 0; back < len;) {
			ssize_t n = read(sock, message + back, asked_for);
			if (n == -1)
				cannot("read");
			if (n == 0)
				die("the server left after %zu of %zu bytes", back, len);
			back += (size_t)n;
		}
		say("%.*s", (int)strcspn(message, "\n"), message);
	}
	if (ferror(stdin))
		cannot("read standard input");

	must(close(sock), "close");
	return 0;
}
