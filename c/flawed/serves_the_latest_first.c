/*
 * serves_the_latest_first: empty the queue onto a stack, and serve from its top.
 *
 * The mistake: all who wait are accepted at once and put into an array, and the
 * array is worked off from its end, as that needs no shifting. It is made because
 * the order is right as long as only one is waiting; under load the first comes last.
 * Broken: notes, chapter 4 (who calls first is served first).
 * Sound: greeting_server, made another way.
 *
 * Says:  the name of each caller, in the order in which they are served
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"
#include "transfer.h"

enum { WAITING_MAX = 100 };

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

	int waiting[WAITING_MAX], count = 0;
	for (;;) {
		struct pollfd more = { .fd = listener, .events = POLLIN };
		do
			waiting[count++] = must(accept(listener, NULL, NULL), "accept");
		while (count < WAITING_MAX && must(poll(&more, 1, 0), "poll") > 0);

		while (count > 0) {
			int conn = waiting[--count];
			char name[100];
			size_t len = 0;
			ssize_t got;
			while ((got = read(conn, name + len, sizeof(name) - len)) > 0)
				len += (size_t)got;
			if (got == -1)
				cannot("read");
			say("%.*s", (int)len, name);

			must(write_all(conn, "welcome ", 8), "write the greeting");
			must(write_all(conn, name, len), "write the name");
			must(close(conn), "close the connection");
		}
	}
}
