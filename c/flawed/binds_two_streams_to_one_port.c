/*
 * binds_two_streams_to_one_port: want TCP and UDP on one port, and make TCP twice.
 *
 * The mistake: the second socket is made by copying the line of the first, with
 * its SOCK_STREAM. Its bind() fails, which is then taken for a law of nature: that
 * one number can serve only one of the two.
 * Broken: notes, chapter 3; RFC 768 and RFC 9293, 3.1: each has its own ports.
 * Sound: both_protocols_echo_server, made another way.
 *
 * Says:  the second socket: the reason
 * Exit:  never of itself; 2 wrong usage; 99 a step failed, or a caller reset
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"
#include "transfer.h"

int main(int argc, char *argv[])
{
	struct address own;
	if (argc != 2 || address_any(&own, argv[1]) == -1)
		usage("PORT");
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		cannot("ignore SIGPIPE");

	int listener = must(socket(own.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int)),
	     "set SO_REUSEADDR");
	must(bind(listener, &own.name, own.len), "bind");
	must(listen(listener, 5), "listen");

	int second = must(socket(own.name.sa_family, SOCK_STREAM, 0), "create the second socket");
	if (bind(second, &own.name, own.len) == -1)
		say("the second socket: %s", strerror(errno));
	must(close(second), "close the second socket");

	for (;;) {
		int conn = must(accept(listener, NULL, NULL), "accept");
		char buffer[16384];
		ssize_t got;
		while ((got = read(conn, buffer, sizeof(buffer))) > 0)
			must(write_all(conn, buffer, (size_t)got), "write");
		if (got == -1)
			cannot("read");
		must(close(conn), "close the connection");
	}
}
