/*
 * puts_two_conversations_in_one: two descriptors, and one connection behind both.
 *
 * The mistake: dup() where a second connect() was meant, "to have a channel for
 * the urgent things". It is made because a second descriptor looks like a second
 * socket; but the buffers are the connection's, and what fills one fills the other.
 * Broken: notes, chapter 5 (every socket has buffers of its own); POSIX dup().
 * Sound: two_connections_client, but for 2 lines.
 *
 * Says:  the first takes no more; the second took BYTES, or why it did not
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"
#include "transfer.h"

/* Until it takes no more: what is on its way is still to be taken by the peer's kernel. */
static void fill(int sock)
{
	char buffer[65536];

	pattern_fill(buffer, sizeof(buffer), 0);
	while (send(sock, buffer, sizeof(buffer), MSG_DONTWAIT) != -1)
		continue;
	if (errno != EAGAIN)
		cannot("fill the first");
}

int main(int argc, char *argv[])
{
	struct address server;
	if (argc != 3 || address_parse(&server, argv[1], argv[2]) == -1)
		usage("HOST PORT");

	int first = must(socket(server.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(connect(first, &server.name, server.len), "connect");
	int second = must(dup(first), "duplicate the descriptor");

	fill(first);
	say("the first takes no more");
	fill(first);

	ssize_t taken = send(second, "hello", 5, MSG_DONTWAIT);
	if (taken == -1)
		say("the second took nothing: %s", strerror(errno));
	else
		say("the second took %zd", taken);

	must(close(first), "close the first");
	must(close(second), "close the second");
	return 0;
}
