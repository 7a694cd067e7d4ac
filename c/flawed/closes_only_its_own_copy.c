/*
 * closes_only_its_own_copy: the writer has finished, and says so to nobody.
 *
 * The mistake: close() in place of shutdown(). It is made because it works where one
 * process does both; but here the reader holds the connection, too, so no FIN is
 * sent. The server waits for the end of the request, the reader for the end of the
 * answer, for ever.
 * Broken: notes, chapters 7 and 10; POSIX close(): the conversation ends with its
 * last holder.
 * Sound: split_client, but for 4 lines.
 *
 * Says:  the writer: sent BYTES, the writer: closed
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"
#include "transfer.h"

static void write_routine(int sock, size_t len)
{
	char *message = malloc(len);
	if (message == NULL)
		cannot("allocate the message");
	pattern_fill(message, len, 0);

	must(write_all(sock, message, len), "write");
	say("the writer: sent %zu", len);

	must(close(sock), "close the writer's copy");
	say("the writer: closed");
	free(message);
}

static void read_routine(int sock)
{
	char answer[65536];
	size_t back = 0, same = 0;
	ssize_t got;

	while ((got = read(sock, answer, sizeof(answer))) > 0) {
		same += pattern_match(answer, (size_t)got, back);
		back += (size_t)got;
	}
	if (got == -1)
		cannot("read");
	say("the reader: got %zu back, %s", back, same == back ? "unchanged" : "changed");
}

int main(int argc, char *argv[])
{
	struct address server;
	if (argc < 3 || argc > 4 || address_parse(&server, argv[1], argv[2]) == -1)
		usage("HOST PORT [BYTES]");
	size_t len = argument(argc, argv, 3, 30011);

	int sock = must(socket(server.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(connect(sock, &server.name, server.len), "connect");

	pid_t child = must(fork(), "fork");
	if (child == 0) {
		write_routine(sock, len);
		return 0;
	}

	read_routine(sock);
	must(close(sock), "close the reader's copy");
	must(waitpid(child, NULL, 0), "wait");
	return 0;
}
