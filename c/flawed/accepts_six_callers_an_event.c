/*
 * accepts_six_callers_an_event: an echo server that leaves callers in the queue.
 *
 * The mistake: its listener is edge-triggered, and it accepts six times for each event. It is
 * made so that nobody has to wait for callers without end; but of fifty who come together the
 * seventh waits until one more has called, or for ever.
 * Broken: epoll(7): with EPOLLET, accept until EAGAIN; POSIX listen().
 * Sound: epoll_echo_server, but for 5 lines.
 *
 * Says:  nothing, but why callers wait, or a conversation was broken off
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "echo_session.h"
#include "fixture.h"
#include "accept_error.h"

static int bundle, listener;
static size_t callers;
static bool is_short; /* of descriptors or memory, until a caller has left */

/* @caller: comes back with the event; NULL is the listener. */
static int watch(int how, int sock, uint32_t events, struct echo_session *caller)
{
	struct epoll_event event = { .events = events, .data.ptr = caller };

	return epoll_ctl(bundle, how, sock, &event);
}

/* Out of descriptors, the listener stays in the bundle, but not to be told of callers. */
static void set_short(bool now)
{
	if (now != is_short)
		must(watch(EPOLL_CTL_MOD, listener, now ? 0 : EPOLLIN | EPOLLET, NULL),
		     "watch the listener");
	is_short = now;
}

static void admit(int sock)
{
	struct echo_session *caller = echo_session_begin(sock);
	if (caller == NULL)
		return;
	if (watch(EPOLL_CTL_ADD, sock, EPOLLIN, caller) == -1) {
		say("cannot watch a caller: %s", strerror(errno)); /* for want of memory, say */
		echo_session_end(caller);
		return;
	}
	callers++;
}

/* Its socket leaves the bundle by being closed. */
static void dismiss(struct echo_session *caller)
{
	echo_session_end(caller);
	callers--;
	set_short(false);
}

static void attend(struct echo_session *caller)
{
	enum awaits before = caller->awaits, awaits = echo_session_go_on(caller);
	uint32_t events = awaits == AWAITS_ROOM ? EPOLLOUT : EPOLLIN;

	if (awaits == AWAITS_NOTHING)
		dismiss(caller);
	else if (awaits != before)
		must(watch(EPOLL_CTL_MOD, caller->sock, events, caller), "watch a caller");
}

static void take_caller(void)
{
	int sock = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
	if (sock != -1)
		admit(sock);
	else if (accept_error_is_shortage(errno))
		set_short(true);
}

/* Where no caller is left who could end a shortage by leaving, the wait is a short one. */
static void wait_and_serve(void)
{
	struct epoll_event event[64];
	bool for_ever = !is_short || callers > 0;

	int ready = epoll_wait(bundle, event, 64, for_ever ? -1 : REFUSAL_PAUSE_MS);
	if (ready == -1 && errno == EINTR)
		return;
	if (must(ready, "wait") == 0)
		set_short(false);

	for (int i = 0; i < ready; i++) {
		if (event[i].data.ptr != NULL)
			attend(event[i].data.ptr);
		else
			for (int taken = 0; taken < 6; taken++)
				take_caller();
	}
}

int main(int argc, char *argv[])
{
	struct address own;
	if (argc != 2 || address_any(&own, argv[1]) == -1)
		usage("PORT");

	/* Not to block either: who calls may have gone again before it is accepted. */
	int type = SOCK_STREAM | SOCK_NONBLOCK;
	listener = must(socket(own.name.sa_family, type, 0), "create a socket");
	must(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int)),
	     "set SO_REUSEADDR");
	must(bind(listener, &own.name, own.len), "bind");

	bundle = must(epoll_create1(0), "create an epoll instance");
	must(watch(EPOLL_CTL_ADD, listener, EPOLLIN | EPOLLET, NULL), "watch the listener");
	must(listen(listener, 128), "listen");

	for (;;)
		wait_and_serve();
}
