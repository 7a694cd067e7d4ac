/*
 * takes_its_own_name_for_the_callers: ask the connection for the wrong end.
 *
 * The mistake: getsockname() on the accepted socket, to learn who has called. It
 * is made because the two functions have one form, and on one machine both
 * ends often have the same address.
 * Broken: POSIX accept() and getpeername() give the peer's name, getsockname() one's own.
 * Sound: naming_server, but for 3 lines.
 *
 * Says:  listening at ADDRESS; for each caller: called at ADDRESS, called by ADDRESS
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

int main(int argc, char *argv[])
{
	struct address any;
	if (argc != 2 || address_any(&any, argv[1]) == -1)
		usage("PORT");

	int listener = must(socket(any.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int)),
	     "set SO_REUSEADDR");
	must(bind(listener, &any.name, any.len), "bind");
	must(listen(listener, 5), "listen");

	char text[ADDRESS_TEXT];
	struct address own = { .len = sizeof(own.room) };
	must(getsockname(listener, &own.name, &own.len), "ask for the listener's name");
	say("listening at %s", address_text(text, &own));

	for (;;) {
		int conn = must(accept(listener, NULL, NULL), "accept");

		own.len = sizeof(own.room);
		must(getsockname(conn, &own.name, &own.len), "ask for the connection's name");
		say("called at %s", address_text(text, &own));
		say("called by %s", address_text(text, &own));

		char buffer[1000];
		ssize_t got;
		while ((got = read(conn, buffer, sizeof(buffer))) > 0)
			continue;
		if (got == -1)
			cannot("read");
		must(close(conn), "close the connection");
	}
}
