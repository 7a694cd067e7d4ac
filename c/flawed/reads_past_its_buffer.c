/*
 * reads_past_its_buffer: an echo client whose second read has the room of the first.
 *
 * The mistake: every read of its loop begins where the last one ended, but asks
 * for BUFFER_SIZE - 1 again, as the notes' loop of chapter 5 does. It is made by
 * changing the first argument of the single read and not the second. It shows
 * only when a server sends more than it was asked for: then what lies behind
 * the buffer is overwritten from the network.
 * Broken: notes, chapter 5; POSIX read(): up to that many bytes are put there.
 * Sound: echo_client, but for 20 lines.
 *
 * Says:  each answer
 * Exit:  0 done; 2 wrong usage; 99 a step failed, or the server left
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"
#include "transfer.h"

enum { BUFFER_SIZE = 1024 };

int main(int argc, char *argv[])
{
	struct address server;
	if (argc != 3 || address_parse(&server, argv[1], argv[2]) == -1)
		usage("HOST PORT");

	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		cannot("ignore SIGPIPE");

	int sock = must(socket(server.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(connect(sock, &server.name, server.len), "connect");

	char message[BUFFER_SIZE];
	while (fgets(message, sizeof(message), stdin) != NULL) {
		if (strcmp(message, "Q\n") == 0 || strcmp(message, "q\n") == 0)
			break;
		size_t len = strlen(message);
		must(write_all(sock, message, len), "write");

		for (size_t back = 0; back < len;) {
			ssize_t n = read(sock, &message[back], BUFFER_SIZE - 1);
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
