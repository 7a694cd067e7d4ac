/*
 * epoll_rdhup: one thread for all. Told that a caller will send no more (epoll_ctl(2),
 * EPOLLRDHUP), it hangs up as soon as nothing is left to read, and so never reads the end.
 */
#include <sys/epoll.h>
#include <sys/ioctl.h>

#include "sound.h"

enum { CALLERS = 1024 };

struct caller {
	size_t len, back; /* of @bytes: read, and sent back */
	char bytes[16384];
};

static struct caller caller[CALLERS]; /* by descriptor */
static int bundle;

static int watch(int how, int sock, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.fd = sock };

	return epoll_ctl(bundle, how, sock, &event);
}

static bool would_wait(ssize_t done)
{
	return done == -1 && (errno == EAGAIN || errno == EINTR);
}

/* Return: whether the conversation goes on. */
static bool hear(int sock, struct caller *from)
{
	ssize_t got = read(sock, from->bytes, sizeof(from->bytes));

	from->back = 0;
	from->len = got > 0 ? (size_t)got : 0;
	return got > 0 || would_wait(got);
}

/* The same. */
static bool answer(int sock, struct caller *to)
{
	size_t owed = to->len - to->back;
	ssize_t sent = owed == 0 ? 0 : send(sock, to->bytes + to->back, owed, 0);

	to->back += sent > 0 ? (size_t)sent : 0;
	return sent >= 0 || would_wait(sent);
}

/* The end comes behind all bytes: once it has come, no more will. */
static bool has_said_all(int sock, uint32_t events)
{
	int unread = 0;

	must(ioctl(sock, FIONREAD, &unread), "ask how much is left to read");
	return (events & EPOLLRDHUP) != 0 && unread == 0;
}

static void attend(int sock, uint32_t events)
{
	struct caller *with = &caller[sock];
	bool goes_on = (events & EPOLLERR) == 0;

	if (goes_on && with->back == with->len && !has_said_all(sock, events))
		goes_on = hear(sock, with);
	goes_on = goes_on && answer(sock, with);
	bool owes = with->back < with->len;
	if (!goes_on || (!owes && has_said_all(sock, events)))
		hang_up(sock);
	else
		must(watch(EPOLL_CTL_MOD, sock, owes ? EPOLLOUT : EPOLLIN | EPOLLRDHUP),
		     "watch a caller");
}

/* Return: whether there is a shortage, and so no sense in asking again at once. */
static bool admit(int listener)
{
	int conn = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
	if (conn == -1)
		return accept_error_is_shortage(errno);

	if (conn < CALLERS)
		caller[conn].len = caller[conn].back = 0;
	if (conn >= CALLERS || watch(EPOLL_CTL_ADD, conn, EPOLLIN | EPOLLRDHUP) == -1) {
		say("cannot serve a caller");
		hang_up(conn);
	}
	return false;
}

int main(int argc, char *argv[])
{
	int listener = listening(argc, argv, SOCK_NONBLOCK);
	bool is_short = false;

	bundle = must(epoll_create1(0), "create an epoll instance");
	must(watch(EPOLL_CTL_ADD, listener, EPOLLIN), "watch the listener");
	for (;;) {
		struct epoll_event event;
		int ready = epoll_wait(bundle, &event, 1, is_short ? REFUSAL_PAUSE_MS : -1);
		if (ready == 1 && event.data.fd != listener)
			attend(event.data.fd, event.events);
		else if (ready == 1)
			is_short = admit(listener);
		else
			is_short = false;
		must(watch(EPOLL_CTL_MOD, listener, is_short ? 0 : EPOLLIN), "watch the listener");
	}
}
