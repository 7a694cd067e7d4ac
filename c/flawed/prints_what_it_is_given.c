/*
 * prints_what_it_is_given: an echo client that prints its own line instead of the answer.
 *
 * The mistake: each line is printed when it has been sent, and what comes back is thrown away. A
 * person sees no difference, whether the server answers so, otherwise, or too late.
 * Broken: RFC 862: what is echoed is what the other side sends back.
 * Sound: echo_client, but for 2 lines.
 *
 * Says:  each line
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

	/* A server that has left is to be told of as an error of write. */
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
		for (size_t sent = 0; sent < len;) {
			ssize_t n = write(sock, message + sent, len - sent);
			if (n == -1)
				cannot("write");
			sent += (size_t)n;
		}

		say("%.*s", (int)strcspn(message, "\n"), message);
		for (size_t back = 0; back < len;) {
			ssize_t n = read(sock, message + back, len - back);
			if (n == -1)
				cannot("read");
			if (n == 0)
				die("the server left after %zu of %zu bytes", back, len);
			back += (size_t)n;
		}
	}
	if (line == -1 && ferror(stdin))
		cannot("read standard input");

	must(close(sock), "close");
	free(message);
	return 0;
}
