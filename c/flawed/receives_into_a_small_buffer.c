/*
 * receives_into_a_small_buffer: a UDP echo client that sends more than it can receive.
 *
 * The mistake: a line may be as long as it likes, its answer has room for 2,048 bytes. It is
 * made because the answers of one's own server are short; the rest of a datagram that does
 * not fit is gone, and nobody is told.
 * Broken: POSIX recv(): "excess bytes shall be discarded"; RFC 768.
 * Sound: udp_echo_client, but for 1 line.
 *
 * Says:  each answer
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
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

	int sock = must(socket(server.name.sa_family, SOCK_DGRAM, 0), "create a socket");

	char *message = NULL;
	size_t room = 0;
	ssize_t line;
	while ((line = getline(&message, &room, stdin)) > 0) {
		if (strcmp(message, "Q\n") == 0 || strcmp(message, "q\n") == 0)
			break;
		if (sendto(sock, message, (size_t)line, 0, &server.name, server.len) == -1)
			cannot("send");

		static char answer[2048];
		ssize_t received = recvfrom(sock, answer, sizeof(answer) - 1, 0, NULL, NULL);
		if (received == -1)
			cannot("receive");
		answer[received] = '\0';
		say("%.*s", (int)strcspn(answer, "\n"), answer);
	}
	if (line == -1 && ferror(stdin))
		cannot("read standard input");

	must(close(sock), "close");
	free(message);
	return 0;
}
