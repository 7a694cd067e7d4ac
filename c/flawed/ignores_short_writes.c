/*
 * ignores_short_writes: an echo client that takes "written" for "all written".
 *
 * The mistake: it looks at write's result for an error only. It is made because
 * a blocking socket nearly always takes everything: not when a signal comes in
 * between, not when the socket is made non-blocking one day.
 * Broken: POSIX write(): the result is how many bytes were taken.
 *
 * It then waits for an answer to bytes that it has never sent.
 * Sound: echo_client, but for 8 lines.
 *
 * Says:  each answer
 * Exit:  0 done; 2 wrong usage; 99 a step failed, or the server left
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

int main(int argc, char *argv[])
{
	struct address server;
	if (argc != 3 || address_parse(&server, argv[1], argv[2]) == -1)
		usage("HOST PORT");

	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		cannot("ignore SIGPIPE");

	int sock = must(socket(server.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(connect(sock, &server.name, server.len), "connect");

	char *message = NULL;
	size_t room = 0;
	ssize_t line;
	while ((line = getline(&message, &room, stdin)) > 0) {
		if (strcmp(message, "Q\n") == 0 || strcmp(message, "q\n") == 0)
			break;
		size_t len = (size_t)line;
		if (write(sock, message, len) == -1)
			cannot("write");

		for (size_t back = 0; back < len;) {
			ssize_t n = read(sock, message + back, len - back);
			if (n == -1)
				cannot("read");
			if (n == 0)
				die("the server left after %zu of %zu bytes", back, len);
			back += (size_t)n;
		}
		say("%.*s", (int)strcspn(message, "\n"), message);
	}
	if (line == -1 && ferror(stdin))
		cannot("read standard input");

	must(close(sock), "close");
	free(message);
	return 0;
}
