/* epoll_level: one thread for all, told as long as there is something to do (epoll(7)). */
#include <sys/epoll.h>

#include "echo_session.h"
#include "sound.h"

static int bundle;

/* @caller: comes back with the event; NULL is the listener. */
static int watch(int how, int sock, uint32_t events, struct echo_session *caller)
{
	struct epoll_event event = { .events = events, .data.ptr = caller };

	return epoll_ctl(bundle, how, sock, &event);
}

/* Return: whether there is a shortage, and so no sense in asking again at once. */
static bool admit(int listener)
{
	int conn = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
	if (conn == -1)
		return accept_error_is_shortage(errno);

	struct echo_session *caller = echo_session_begin(conn);
	if (caller != NULL && watch(EPOLL_CTL_ADD, conn, EPOLLIN, caller) == -1)
		echo_session_end(caller);
	return false;
}

static void attend(struct echo_session *caller)
{
	enum awaits awaits = echo_session_go_on(caller);
	uint32_t events = awaits == AWAITS_ROOM ? EPOLLOUT : EPOLLIN;

	if (awaits == AWAITS_NOTHING)
		echo_session_end(caller);
	else
		must(watch(EPOLL_CTL_MOD, caller->sock, events, caller), "watch a caller");
}

int main(int argc, char *argv[])
{
	int listener = listening(argc, argv, SOCK_NONBLOCK);
	bool is_short = false;

	bundle = must(epoll_create1(0), "create an epoll instance");
	must(watch(EPOLL_CTL_ADD, listener, EPOLLIN, NULL), "watch the listener");
	for (;;) {
		struct epoll_event event;
		int ready = epoll_wait(bundle, &event, 1, is_short ? REFUSAL_PAUSE_MS : -1);
		if (ready == 1 && event.data.ptr != NULL)
			attend(event.data.ptr);
		else if (ready == 1)
			is_short = admit(listener);
		else
			is_short = false;
		must(watch(EPOLL_CTL_MOD, listener, is_short ? 0 : EPOLLIN, NULL),
		     "watch the listener");
	}
}
