/*
 * reads_its_answer_once: an echo client that takes one read for the whole answer.
 *
 * The mistake: one read after each write. The notes call it the problem of the
 * echo client; it is made because on one machine, with short lines, the whole
 * answer nearly always is there at once.
 * Broken: notes, chapter 5; POSIX read() returns what is available.
 * Sound: echo_client, but for 20 lines.
 *
 * Says:  what each read brought
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
#include "transfer.h"

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
		must(write_all(sock, message, (size_t)line), "write");

		ssize_t got = read(sock, message, (size_t)line);
		if (got == -1)
			cannot("read");
		if (got == 0)
			die("the server left");
		say("%.*s", (int)got, message);
	}
	if (line == -1 && ferror(stdin))
		cannot("read standard input");

	must(close(sock), "close");
	free(message);
	return 0;
}
