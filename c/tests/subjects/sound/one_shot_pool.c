/*
 * one_shot_pool: four threads wait in one epoll instance. Each event is told to one of them,
 * and its descriptor is put in again when that one has done (epoll(7), EPOLLONESHOT).
 */
#include <sys/epoll.h>

#include "echo_session.h"
#include "sound.h"

enum { THREADS = 4 };

static int bundle, listener;

/* @caller: comes back with the event; NULL is the listener. */
static int watch(int how, int sock, uint32_t events, struct echo_session *caller)
{
	struct epoll_event event = { .events = events | EPOLLONESHOT, .data.ptr = caller };

	return epoll_ctl(bundle, how, sock, &event);
}

static void admit(void)
{
	int conn = accept4(listener, NULL, NULL, SOCK_NONBLOCK);

	if (conn == -1)
		accept_error_outlast(errno); /* the other threads go on meanwhile */
	must(watch(EPOLL_CTL_MOD, listener, EPOLLIN, NULL), "watch the listener");
	if (conn == -1)
		return;
	struct echo_session *caller = echo_session_begin(conn);
	if (caller != NULL && watch(EPOLL_CTL_ADD, conn, EPOLLIN, caller) == -1)
		echo_session_end(caller);
}

static void attend(struct echo_session *caller)
{
	enum awaits awaits = echo_session_go_on(caller);

	if (awaits == AWAITS_NOTHING)
		echo_session_end(caller);
	else
		must(watch(EPOLL_CTL_MOD, caller->sock,
			   awaits == AWAITS_ROOM ? EPOLLOUT : EPOLLIN, caller),
		     "watch a caller");
}

_Noreturn static void *work(void *nothing)
{
	(void)nothing;
	for (;;) {
		struct epoll_event event;
		if (epoll_wait(bundle, &event, 1, -1) != 1)
			continue; /* a signal came */
		if (event.data.ptr != NULL)
			attend(event.data.ptr);
		else
			admit();
	}
}

int main(int argc, char *argv[])
{
	listener = listening(argc, argv, SOCK_NONBLOCK);
	bundle = must(epoll_create1(0), "create an epoll instance");
	must(watch(EPOLL_CTL_ADD, listener, EPOLLIN, NULL), "watch the listener");
	for (int i = 1; i < THREADS; i++)
		if (begin_thread(work, NULL) != 0)
			die("cannot make a thread");
	work(NULL);
}
