/*
 * takes_no_notice_of_end_of_file: an echo client that waits for a whole answer, always.
 *
 * The mistake: its loop looks for an error (-1) and adds up the rest, as the
 * notes' loop of chapter 5 does. A read of 0 adds nothing, so it reads again,
 * at once and for ever. It is made because 0 looks like "nothing yet", and
 * because servers seldom leave in the middle while one is trying things out.
 * Broken: notes, chapters 5 and 7; POSIX read(): 0 is the end-of-file.
 * Sound: echo_client, but for 11 lines.
 *
 * Says:  each answer
 * Exit:  0 done; 2 wrong usage; 99 a step failed
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
		size_t len = (size_t)line;
		must(write_all(sock, message, len), "write");

		for (size_t back = 0; back < len;) {
			ssize_t n = read(sock, message + back, len - back);
			if (n == -1)
				cannot("read");
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
