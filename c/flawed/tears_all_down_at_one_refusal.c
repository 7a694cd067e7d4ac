/*
 * tears_all_down_at_one_refusal: an echo server that begins anew when accept() has failed once.
 *
 * The mistake: whatever accept() fails with, it takes its listener for broken: it hangs up
 * on everybody, and listens again. It is made because to begin anew mends many
 * things; but one caller who has gone is no matter of the others.
 * Broken: POSIX accept(), ECONNABORTED: "a connection has been aborted", one.
 * Sound: poll_echo_server, made another way.
 *
 * Says:  nothing, but a conversation was broken off
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
static struct address own;

static void admit(int sock)
{
	caller[count] = echo_session_begin(sock);
	if (caller[count] == NULL)
		return;
	watched[count] = (struct pollfd){ .fd = sock, .events = POLLIN };
	count++;
}

static void dismiss(nfds_t place)
{
	echo_session_end(caller[place]);
	count--;
	caller[place] = caller[count];
	watched[place] = watched[count];
}

static void attend(nfds_t place)
{
	enum awaits awaits = echo_session_go_on(caller[place]);

	if (awaits == AWAITS_NOTHING)
		dismiss(place);
	else
		watched[place].events = awaits == AWAITS_ROOM ? POLLOUT : POLLIN;
}

static int begin(void)
{
	/* Not to block either: who calls may have gone again before it is accepted. */
	int type = SOCK_STREAM | SOCK_NONBLOCK;
	int listener = must(socket(own.name.sa_family, type, 0), "create a socket");
	must(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int)),
	     "set SO_REUSEADDR");
	must(bind(listener, &own.name, own.len), "bind");
	must(listen(listener, 128), "listen");
	return listener;
}

static void begin_anew(int listener)
{
	must(close(listener), "close the listener");
	while (count > 1)
		dismiss(count - 1);
	watched[0].fd = begin();
}

static void take_caller(int listener)
{
	int sock = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
	if (sock != -1)
		admit(sock);
	else if (errno != EAGAIN)
		begin_anew(listener);
}

static void wait_and_serve(void)
{
	int ready = poll(watched, count, -1);
	if (ready == -1 && errno == EINTR)
		return;
	must(ready, "poll");

	/* From the last to the first: who is put in the place of one who left was looked at. */
	for (nfds_t place = count - 1; place > 0; place--)
		if (watched[place].revents != 0)
			attend(place);
	watched[0].events = count <= CALLERS_MAX ? POLLIN : 0;
	if (watched[0].revents != 0)
		take_caller(watched[0].fd);
}

int main(int argc, char *argv[])
{
	if (argc != 2 || address_any(&own, argv[1]) == -1)
		usage("PORT");

	watched[0] = (struct pollfd){ .fd = begin(), .events = POLLIN };
	for (;;)
		wait_and_serve();
}
