/*
 * takes_writable_for_connected: wait until a connect is over, and not ask how.
 *
 * The mistake: poll() says that the socket is writable, and that is taken for
 * success. It is made because where the server is there it is the same. A
 * connect that was refused is over, too.
 * Broken: POSIX connect(), EINPROGRESS: the outcome is told by SO_ERROR.
 * Sound: option_asking_client, made another way.
 *
 * Says:  connected
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

int main(int argc, char *argv[])
{
	struct address server;
	if (argc != 3 || address_parse(&server, argv[1], argv[2]) == -1)
		usage("HOST PORT");

	int type = SOCK_STREAM | SOCK_NONBLOCK;
	int sock = must(socket(server.name.sa_family, type, 0), "create a socket");
	if (connect(sock, &server.name, server.len) == 0 || errno != EINPROGRESS)
		die("connect did not say EINPROGRESS");
	must(poll(&(struct pollfd){ .fd = sock, .events = POLLOUT }, 1, -1), "poll");
	say("connected");

	must(close(sock), "close");
	return 0;
}
