/*
 * stream_receiver: take one caller's bytes to the end, and throw them away.
 *
 * Says:  BYTES bytes
 * Exit:  0 done; 2 wrong usage; 99 a step failed
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
	must(bind(listener, &own.name, own.len), "bind");
	must(listen(listener, 1), "listen");
	int conn = must(accept(listener, NULL, NULL), "accept");

	static char buffer[1 << 18];
	size_t bytes = 0;
	ssize_t got;
	while ((got = read(conn, buffer, sizeof(buffer))) > 0)
		bytes += (size_t)got;
	must((int)got, "read");

	say("%zu bytes", bytes);
	must(close(conn), "close");
	return 0;
}
