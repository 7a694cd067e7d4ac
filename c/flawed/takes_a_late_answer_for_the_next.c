/*
 * takes_a_late_answer_for_the_next: ask each line until something comes back.
 *
 * The mistake: a number is sent with each line, and not looked for in what comes
 * back. It is made because the answer to what was asked last is what comes - until
 * one is late. Then the line was sent again, there are two answers to it, and from
 * there on each answer is taken for that of the line behind it.
 * Broken: RFC 8085, 3.3; notes, chapter 6.
 * Sound: retrying_udp_client, made another way.
 *
 * Says:  each answer, without its number
 * Exit:  0 done; 2 wrong usage; 99 a step failed, or a line was never answered
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

enum { PATIENCE_MS = 100, TRIES = 7 }; /* 12.7 seconds in all */

/* Whether an answer has come before the patience was over. */
static bool hear(int sock)
{
	static char answer[65536];
	ssize_t received = recv(sock, answer, sizeof(answer) - 1, 0);

	if (received == -1 && errno != EAGAIN)
		cannot("receive");
	if (received == -1)
		return false;
	answer[received] = '\0';
	const char *text = answer + strspn(answer, "0123456789 ");
	say("%.*s", (int)strcspn(text, "\n"), text);
	return true;
}

static void ask(int sock, unsigned long number, const char *line)
{
	char *request;
	int len = must(asprintf(&request, "%lu %s", number, line), "write the request");

	for (int try = 0; try < TRIES; try++) {
		long ms = PATIENCE_MS << try;
		const struct timeval patience = { ms / 1000, ms % 1000 * 1000 };
		must(setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)),
		     "set SO_RCVTIMEO");
		if (send(sock, request, (size_t)len, 0) == -1)
			cannot("send");
		if (hear(sock)) {
			free(request);
			return;
		}
	}
	die("no answer to %lu", number);
}

int main(int argc, char *argv[])
{
	struct address server;
	if (argc != 3 || address_parse(&server, argv[1], argv[2]) == -1)
		usage("HOST PORT");

	int sock = must(socket(server.name.sa_family, SOCK_DGRAM, 0), "create a socket");
	must(connect(sock, &server.name, server.len), "connect");

	char *line = NULL;
	size_t room = 0;
	unsigned long number = 0;
	while (getline(&line, &room, stdin) > 0) {
		if (strcmp(line, "Q\n") == 0 || strcmp(line, "q\n") == 0)
			break;
		ask(sock, ++number, line);
	}
	if (ferror(stdin))
		cannot("read standard input");

	must(close(sock), "close");
	free(line);
	return 0;
}
