/*
 * takes_an_end_for_a_hang_up: treat a peer that has finished speaking as one that is gone.
 *
 * The mistake: POLLRDHUP is taken for POLLHUP. It is made because both are told by
 * poll() and their names differ little; but the peer has only half-closed, and may
 * well wait for an answer.
 * Broken: notes, chapter 7: the other direction stays open; poll(2): POLLRDHUP.
 * Sound: watching_client, but for 10 lines.
 *
 * Says:  at first: readable writable hung up
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <poll.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

static bool look(int sock, const char *when)
{
	struct pollfd end = { .fd = sock, .events = POLLIN | POLLOUT | POLLRDHUP };
	const short hang_up = POLLHUP | POLLRDHUP;

	if (poll(&end, 1, 0) == -1)
		cannot("poll");
	say("%s:%s%s%s%s", when, end.revents & POLLIN ? " readable" : "",
	    end.revents & POLLOUT ? " writable" : "", end.revents & POLLERR ? " in error" : "",
	    end.revents & hang_up ? " hung up" : "");
	return end.revents & hang_up;
}

int main(int argc, char *argv[])
{
	struct address server;
	if (argc != 3 || address_parse(&server, argv[1], argv[2]) == -1)
		usage("HOST PORT");

	int sock = must(socket(server.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(connect(sock, &server.name, server.len), "connect");

	struct pollfd its_end = { .fd = sock, .events = POLLRDHUP };
	must(poll(&its_end, 1, -1), "wait for the server's end");
	if (!look(sock, "at first")) {
		must(shutdown(sock, SHUT_WR), "shut down the sending direction");
		look(sock, "then");
	}

	must(close(sock), "close");
	return 0;
}
