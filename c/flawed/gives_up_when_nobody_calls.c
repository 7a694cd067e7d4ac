/*
 * gives_up_when_nobody_calls: ask once whether there is a caller.
 *
 * The mistake: a listener that does not block, and an accept() that is made once.
 * It is made by copying a socket's set-up from a program that waits in poll();
 * without the poll, "nobody yet" is taken for an error.
 * Broken: notes, chapter 1 (it waits for a call); POSIX accept(): it blocks until
 * there is a connection, unless O_NONBLOCK is set.
 * Sound: naming_server, made another way.
 *
 * Says:  accepted, if somebody happens to have called already
 * Exit:  0 done; 2 wrong usage; 99 a step failed, or nobody had called
 */
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

int main(int argc, char *argv[])
{
	struct address own;
	if (argc != 2 || address_any(&own, argv[1]) == -1)
		usage("PORT");

	int type = SOCK_STREAM | SOCK_NONBLOCK;
	int listener = must(socket(own.name.sa_family, type, 0), "create a socket");
	must(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int)),
	     "set SO_REUSEADDR");
	must(bind(listener, &own.name, own.len), "bind");
	must(listen(listener, 5), "listen");
	int conn = must(accept(listener, NULL, NULL), "accept");
	say("accepted");

	must(close(conn), "close the connection");
	must(close(listener), "close the listener");
	return 0;
}
