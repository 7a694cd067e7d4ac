/*
 * closes_its_listener_after_one: a server that hangs up the wrong socket.
 *
 * The mistake: with a caller on the line, the listening socket is closed. It is
 * made by those who take the accepted socket for the listening one in a new
 * state; but the listening socket is the only one by which others can call.
 * Broken: notes, chapters 1 and 4 (accept makes a further socket); POSIX accept():
 * the original socket remains open and accepts more connections.
 * Sound: naming_server, but for 15 lines.
 *
 * Says:  listening at ADDRESS, called at ADDRESS, called by ADDRESS
 * Exit:  0 the one caller has left; 2 wrong usage; 99 a step failed
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

	struct address caller = { .len = sizeof(caller.room) };
	int conn = must(accept(listener, &caller.name, &caller.len), "accept");
	must(close(listener), "close the listener");

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
	return 0;
}
