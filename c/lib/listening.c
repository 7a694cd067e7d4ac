#include "listening.h"

#include <sys/socket.h>

#include "address.h"
#include "fixture.h"

int listening(const char *port, int backlog)
{
	struct address own;

	if (address_any(&own, port) == -1)
		misuse("'%s' is no port", port);
	int listener = must(socket(own.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int)),
	     "set SO_REUSEADDR");
	must(bind(listener, &own.name, own.len), "bind");
	must(listen(listener, backlog), "listen");
	return listener;
}
