/*
 * closes_what_another_holds: end a conversation by close(), while a child holds it, too.
 *
 * The mistake: close() taken for the end of the connection. It is made because it
 * is, as long as there is one holder. Here the child goes on waiting for a server
 * that waits for a FIN, and the parent waits for the child.
 * Broken: notes, chapters 7 and 10; POSIX close(), shutdown().
 * Sound: shared_connection_client, but for 4 lines.
 *
 * Says:  nothing: nobody is ever told
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

int main(int argc, char *argv[])
{
	struct address server;
	if (argc != 3 || address_parse(&server, argv[1], argv[2]) == -1)
		usage("HOST PORT");

	int sock = must(socket(server.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(connect(sock, &server.name, server.len), "connect");

	pid_t child = must(fork(), "fork");
	if (child == 0) {
		char buffer[100];
		ssize_t got = read(sock, buffer, sizeof(buffer));
		if (got == -1)
			cannot("read");
		say("the child: read %zd", got);

		ssize_t sent = send(sock, "hello", 5, MSG_NOSIGNAL);
		say("the child: write: %s", sent == -1 ? strerror(errno) : "sent");
		must(close(sock), "close the child's copy");
		return 0;
	}

	must(close(sock), "close");
	must(waitpid(child, NULL, 0), "wait");
	say("the parent: done");
	return 0;
}
