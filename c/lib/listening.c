#include "listening.h"

#include <sys/socket.h>

#include "address.h"
#include "fixture.h"
#include "room.h"

/* With the port, and not yet listening: what accepted sockets are to take after can be set. */
static int bound(const char *port)
{
	struct address own;

	if (address_any(&own, port) == -1)
		misuse("'%s' is no port", port);
	int listener = must(socket(own.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int)),
	     "set SO_REUSEADDR");
	must(bind(listener, &own.name, own.len), "bind");
	return listener;
}

int listening(const char *port, int backlog)
{
	int listener = bound(port);

	must(listen(listener, backlog), "listen");
	return listener;
}

int listening_with_room(const char *port, int backlog, int room)
{
	int listener = bound(port);

	room_for_input(listener, room);
	must(listen(listener, backlog), "listen");
	return listener;
}
