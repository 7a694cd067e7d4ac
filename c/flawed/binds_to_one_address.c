/*
 * binds_to_one_address: a server that is there for those who call one of its addresses.
 *
 * The mistake: the address that it was tried with, 127.0.0.1, in place of
 * INADDR_ANY. It is made because on the machine where it is tried both are the
 * same.
 * Broken: notes, chapter 3; ip(7): INADDR_ANY binds to all local addresses.
 * Sound: naming_server, but for 4 lines.
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
	struct address one;
	if (argc != 2 || address_parse(&one, "127.0.0.1", argv[1]) == -1)
		usage("PORT");

	int listener = must(socket(one.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int)),
	     "set SO_REUSEADDR");
	must(bind(listener, &one.name, one.len), "bind");
	must(listen(listener, 5), "listen");

	char text[ADDRESS_TEXT];
	struct address own = { .len = sizeof(own.room) };
	must(getsockname(listener, &own.name, &own.len), "ask for the listener's name");
	say("listening at %s", address_text(text, &own));

	for (;;) {
		struct address caller = { .len = sizeof(caller.room) };
		int conn = must(accept(listener, &caller.name, &caller.len), "accept");

		own.len = sizeof(own.room);
		must(getsockname(conn, &own.name, &own.len), "ask for the connection's name");
		say("called at %s", address_text(text, &own));
		say("called by %s", address_text(text, &caller));

		char buffer[1000];
		ssize_t got;
		while ((got = read(conn, buffer, sizeof(buffer))) > 0)
			continue;
		if (got == -1)
			cannot("read");
		must(close(conn), "close the connection");
	}
}
