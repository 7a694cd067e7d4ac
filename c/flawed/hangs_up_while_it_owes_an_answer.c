/*
 * hangs_up_while_it_owes_an_answer: an echo server for which a FIN ends the conversation.
 *
 * The mistake: it asks for POLLRDHUP, and closes when that comes while it waits for room. It is
 * made because who has hung up wants nothing any more, it seems, and because an answer
 * is nearly always taken at once, so that nothing is owed when the FIN comes.
 * Broken: notes, chapter 7 (the other direction is still open); RFC 862.
 * Sound: poll_echo_server, but for 5 lines.
 *
 * Says:  nothing, but why callers wait, or a conversation was broken off
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "echo_session.h"
#include "fixture.h"
#include "accept_error.h"

enum { CALLERS_MAX = 1000 };

static struct pollfd watched[1 + CALLERS_MAX]; /* the listener, then one for each caller */
static struct echo_session *caller[1 + CALLERS_MAX]; /* whose place is the same */
static nfds_t count = 1; /* of places in use */
static bool is_short; /* of descriptors or memory, until a caller has left */

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
	is_short = false;
}

static void attend(nfds_t place)
{
	if ((watched[place].revents & POLLRDHUP) && (watched[place].events & POLLOUT)) {
		dismiss(place);
		return;
	}
	enum awaits awaits = echo_session_go_on(caller[place]);

	if (awaits == AWAITS_NOTHING)
		dismiss(place);
	else
		watched[place].events = awaits == AWAITS_ROOM ? POLLOUT | POLLRDHUP : POLLIN;
}

static void take_caller(int listener)
{
	int sock = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
	if (sock != -1)
		admit(sock);
	else if (accept_error_is_shortage(errno))
		is_short = true;
}

/* Where no caller is left who could end a shortage by leaving, the wait is a short one. */
static void wait_and_serve(int listener)
{
	bool accepts = !is_short && count <= CALLERS_MAX;
	watched[0] = (struct pollfd){ .fd = listener, .events = accepts ? POLLIN : 0 };

	int ready = poll(watched, count, accepts || count > 1 ? -1 : REFUSAL_PAUSE_MS);
	if (ready == -1 && errno == EINTR)
		return;
	if (must(ready, "poll") == 0)
		is_short = false;

	/* From the last to the first: who is put in the place of one who left was looked at. */
	for (nfds_t place = count - 1; place > 0; place--)
		if (watched[place].revents != 0)
			attend(place);
	if (watched[0].revents != 0)
		take_caller(listener);
}

int main(int argc, char *argv[])
{
	struct address own;
	if (argc != 2 || address_any(&own, argv[1]) == -1)
		usage("PORT");

	/* Not to block either: who calls may have gone again before it is accepted. */
	int type = SOCK_STREAM | SOCK_NONBLOCK;
	int listener = must(socket(own.name.sa_family, type, 0), "create a socket");
	must(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int)),
	     "set SO_REUSEADDR");
	must(bind(listener, &own.name, own.len), "bind");
	must(listen(listener, 128), "listen");

	for (;;)
		wait_and_serve(listener);
}
