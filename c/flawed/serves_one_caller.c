/*
 * serves_one_caller: an echo server that is finished when its first caller is.
 *
 * The mistake: accept stands before the loop and not in it. It is made because the
 * first example of a server has no loop, and because one tries it with one client.
 * Broken: notes, chapter 4: each accept makes one more socket, and the listening
 * one is still there for the next.
 * Sound: iterative_echo_server, but for 21 lines.
 *
 * Says:  nothing
 * Exit:  0 the first caller has ended; 2 wrong usage; 99 a step failed
 */
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"
#include "transfer.h"

int main(int argc, char *argv[])
{
	struct address own;
	if (argc != 2 || address_any(&own, argv[1]) == -1)
		usage("PORT");

	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		cannot("ignore SIGPIPE");

	int listener = must(socket(own.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int)),
	     "set SO_REUSEADDR");
	must(bind(listener, &own.name, own.len), "bind");
	must(listen(listener, 5), "listen");
	int conn = must(accept(listener, NULL, NULL), "accept");

	char buffer[16384];
	ssize_t got;
	while ((got = read_some(conn, buffer, sizeof(buffer))) > 0)
		must(write_all(conn, buffer, (size_t)got), "write");
	if (got == -1)
		cannot("read");

	must(close(conn), "close the connection");
	must(close(listener), "close the listener");
	return 0;
}
