/*
 * has_the_address_written_in: an echo client that knows where its server is.
 *
 * The mistake: the address stands in the program, and the name that it is given is
 * not looked at. It is made because the server has always been there.
 * Broken: notes, chapter 8: an address changes more easily than a name.
 * Sound: echo_client, but for 2 lines.
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
	if (argc != 3 || address_parse(&server, "127.0.0.1", argv[2]) == -1)
		usage("NAME PORT");

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
