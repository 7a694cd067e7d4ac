/*
 * avoids_time_wait_by_a_reset: an echo server that ends every conversation by breaking it off.
 *
 * The mistake: each connection lingers for 0 seconds, so that none is left in TIME-WAIT.
 * It is made because a restarted server could not bind, and that advice is found
 * sooner than SO_REUSEADDR. Its callers are told of an error where all was well, and
 * what is still on its way to them is thrown away.
 * Broken: RFC 9293, 3.6: a conversation ends by FIN; socket(7), SO_LINGER.
 * Sound: iterative_echo_server, but for 3 lines.
 *
 * Says:  nothing, but why callers wait, or a conversation was broken off
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"
#include "accept_error.h"
#include "transfer.h"

int main(int argc, char *argv[])
{
	struct address own;
	if (argc != 2 || address_any(&own, argv[1]) == -1)
		usage("PORT");

	/* A caller that leaves early is to be an error of write, not our end. */
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		cannot("ignore SIGPIPE");

	int listener = must(socket(own.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int)),
	     "set SO_REUSEADDR");
	must(bind(listener, &own.name, own.len), "bind");
	must(listen(listener, 5), "listen");

	for (;;) {
		int conn = accept(listener, NULL, NULL);
		if (conn == -1) {
			accept_error_outlast(errno);
			continue;
		}

		const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };
		must(setsockopt(conn, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once)),
		     "set SO_LINGER");
		char buffer[16384];
		ssize_t got;
		while ((got = read_some(conn, buffer, sizeof(buffer))) > 0)
			if (write_all(conn, buffer, (size_t)got) == -1)
				break;
		if (got != 0)
			say("broken off: %s", strerror(errno));

		must(close(conn), "close the connection");
	}
}
