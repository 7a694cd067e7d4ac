/*
 * decodes_each_read_by_itself: an echo client that makes text of whatever one read brings.
 *
 * The mistake: what each read brings is turned into characters at once, and what is none
 * becomes a question mark. It is made because a read brings a whole answer while one
 * tries it out, and because a byte is a character in English. The network cuts
 * where it likes: also in the middle of a character.
 * Broken: RFC 9293, 3.7: a stream has no borders; RFC 3629, 3: a character has up to four
 * bytes.
 * Sound: echo_client, but for 20 lines.
 *
 * Says:  each answer
 * Exit:  0 done; 2 wrong usage; 99 a step failed, or the server left
 */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wchar.h>

#include "address.h"
#include "fixture.h"

/* Of bytes that are no character, a question mark each. */
static void make_text(char *bytes, size_t len)
{
	mbstate_t state = { 0 };

	for (size_t at = 0; at < len;) {
		size_t n = mbrlen(bytes + at, len - at, &state);
		if (n == (size_t)-1 || n == (size_t)-2) {
			bytes[at] = '?';
			state = (mbstate_t){ 0 };
		}
		at += n == 0 || n > len ? 1 : n;
	}
}

int main(int argc, char *argv[])
{
	struct address server;
	if (argc != 3 || address_parse(&server, argv[1], argv[2]) == -1)
		usage("HOST PORT");

	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		die("there is no locale C.UTF-8");
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
			make_text(message + back, (size_t)n);
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
