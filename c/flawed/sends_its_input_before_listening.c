/*
 * sends_its_input_before_listening: an echo client that reads when its whole input is sent.
 *
 * The mistake: it copies all of its standard input to the server, half-closes, and only then
 * copies what comes back to its output. It is made because that is one loop after the
 * other, and works for what one types. With more than all buffers hold, the server
 * waits for its answers to be read, and the client for the server to read on.
 * Broken: notes, chapter 5 (each socket has its buffers, and they have an end); RFC
 * 9293, 3.8.6.
 * Sound: echo_client, made another way.
 *
 * Says:  each line that comes back
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

	char *line = NULL;
	size_t room = 0;
	ssize_t len;
	while ((len = getline(&line, &room, stdin)) > 0 && strcmp(line, "Q\n") != 0)
		must(write_all(sock, line, (size_t)len), "write");
	if (len == -1 && ferror(stdin))
		cannot("read standard input");
	must(shutdown(sock, SHUT_WR), "half-close");

	FILE *answers = fdopen(sock, "r");
	if (answers == NULL)
		cannot("make a stream of the socket");
	while (getline(&line, &room, answers) > 0)
		say("%.*s", (int)strcspn(line, "\n"), line);
	if (ferror(answers))
		cannot("read");

	(void)fclose(answers);
	free(line);
	return 0;
}
