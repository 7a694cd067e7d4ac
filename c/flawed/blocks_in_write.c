/*
 * blocks_in_write: a multiplexing echo server that waits for one caller to listen.
 *
 * The mistake: poll() is asked who can be read, and the answer is then written
 * to the end, by calls that wait. It is made because a write hardly ever waits,
 * and never while one tries it out; but one caller who sends and does not listen
 * stops the server, and with it every other.
 * Broken: notes, chapter 10 (a multiplexing server looks after all of them);
 * POSIX poll(), POLLOUT; write(): it waits for room.
 * Sound: poll_echo_server, made another way.
 *
 * Says:  nothing, but why callers wait, or a conversation was broken off
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"
#include "accept_error.h"
#include "transfer.h"

enum { CALLERS_MAX = 1000 };

static struct pollfd watched[1 + CALLERS_MAX]; /* the listener, then one for each caller */
static nfds_t count = 1; /* of places in use */

static void attend(nfds_t place)
{
	char buffer[16384];
	int sock = watched[place].fd;
	ssize_t got = read(sock, buffer, sizeof(buffer));

	if (got > 0 && write_all(sock, buffer, (size_t)got) == 0)
		return;
	if (got != 0)
		say("broken off: %s", strerror(errno));
	must(close(sock), "close a connection");
	watched[place] = watched[--count];
}

static void take_caller(int listener)
{
	int sock = accept(listener, NULL, NULL);

	if (sock == -1)
		accept_error_outlast(errno);
	else
		watched[count++] = (struct pollfd){ .fd = sock, .events = POLLIN };
}

int main(int argc, char *argv[])
{
	struct address own;
	if (argc != 2 || address_any(&own, argv[1]) == -1)
		usage("PORT");
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		cannot("ignore SIGPIPE");

	int type = SOCK_STREAM | SOCK_NONBLOCK;
	int listener = must(socket(own.name.sa_family, type, 0), "create a socket");
	must(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int)),
	     "set SO_REUSEADDR");
	must(bind(listener, &own.name, own.len), "bind");
	must(listen(listener, 128), "listen");

	for (;;) {
		watched[0] = (struct pollfd){ .fd = listener,
					      .events = count <= CALLERS_MAX ? POLLIN : 0 };
		int ready = poll(watched, count, -1);
		if (ready == -1 && errno == EINTR)
			continue;
		must(ready, "poll");

		for (nfds_t place = count - 1; place > 0; place--)
			if (watched[place].revents != 0)
				attend(place);
		if (watched[0].revents != 0)
			take_caller(listener);
	}
}
