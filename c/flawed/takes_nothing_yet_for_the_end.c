/*
 * takes_nothing_yet_for_the_end: an echo client that leaves before it is given anything.
 *
 * The mistake: its standard input does not wait, and that there is nothing to read yet is
 * taken for its end. It is made for a loop that waits for more than one thing; who tries
 * it out has the lines in a file, where everything is there at once.
 * Broken: POSIX read(): EAGAIN is not 0.
 * Sound: echo_client, but for 4 lines.
 *
 * Says:  each answer
 * Exit:  0 done; 2 wrong usage; 99 a step failed, or the server left
 */
#include <errno.h>
#include <fcntl.h>
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

	must(fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK), "have standard input not wait");
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
	if (line == -1 && ferror(stdin) && errno != EAGAIN)
		cannot("read standard input");

	must(close(sock), "close");
	free(message);
	return 0;
}
