/*
 * accepts_again_at_once: a multiplexing echo server that spins when it has no descriptors.
 *
 * The mistake: an accept that has failed is taken for a caller who has gone again,
 * whatever the error says. It is made because that is so as long as one tries the
 * server out. But without a descriptor the caller is still there: poll() returns at
 * once, accept() fails at once, and so on without end.
 * Broken: a server out of descriptors waits until some have come free; POSIX
 * accept(), EMFILE and ENFILE.
 * Sound: poll_echo_server, made another way.
 *
 * Says:  nothing, but why a conversation was broken off
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "echo_session.h"
#include "fixture.h"

enum { CALLERS_MAX = 1000 };

static struct pollfd watched[1 + CALLERS_MAX]; /* the listener, then one for each caller */
static struct echo_session *caller[1 + CALLERS_MAX]; /* whose place is the same */
static nfds_t count = 1; /* of places in use */

static void attend(nfds_t place)
{
	enum awaits awaits = echo_session_go_on(caller[place]);

	if (awaits != AWAITS_NOTHING) {
		watched[place].events = awaits == AWAITS_ROOM ? POLLOUT : POLLIN;
		return;
	}
	echo_session_end(caller[place]);
	count--;
	caller[place] = caller[count];
	watched[place] = watched[count];
}

static void take_caller(int listener)
{
	int sock = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
	if (sock == -1)
		return;
	caller[count] = echo_session_begin(sock);
	if (caller[count] == NULL)
		return;
	watched[count] = (struct pollfd){ .fd = sock, .events = POLLIN };
	count++;
}

int main(int argc, char *argv[])
{
	struct address own;
	if (argc != 2 || address_any(&own, argv[1]) == -1)
		usage("PORT");

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
