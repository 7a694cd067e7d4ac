/*
 * cuts_its_lines_to_its_buffer: an echo client that sends the front of a long line.
 *
 * The mistake: a line goes into a buffer of 1,024 bytes, and what has no room is passed over
 * up to the newline. It is made because no line that one types is so long; and the
 * rest, left where it is, would look like another line.
 * Broken: RFC 9293, 3.7: a stream has no longest message; what is given is to be sent.
 * Sound: echo_client, but for 16 lines.
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

static void pass_over_the_rest(const char *line)
{
	int byte = strchr(line, '\n') ? '\n' : EOF - 1;

	while (byte != '\n' && byte != EOF)
		byte = getchar();
}

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

	char message[1024];
	while (fgets(message, sizeof(message), stdin) != NULL) {
		pass_over_the_rest(message);
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
			ssize_t n = read(sock, message + back, len - back);
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
