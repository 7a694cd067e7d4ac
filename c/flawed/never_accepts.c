/*
 * never_accepts: a server that listens, and does not pick up.
 *
 * The mistake: listen() is taken for the whole of it. It is made because callers
 * are not refused any more from then on: their connect() succeeds, what they say
 * is taken, and nobody ever hears it.
 * Broken: notes, chapter 1 (who is called must pick up: accept); POSIX listen().
 * Sound: iterative_echo_server, made another way.
 *
 * Says:  nothing
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
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

	int listener = must(socket(own.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int)),
	     "set SO_REUSEADDR");
	must(bind(listener, &own.name, own.len), "bind");
	must(listen(listener, 5), "listen");

	for (;;)
		pause();
}
