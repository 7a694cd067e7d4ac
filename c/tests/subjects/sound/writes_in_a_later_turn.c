/*
 * writes_in_a_later_turn: keeps what it reads in memory, up to eight megabytes a caller, and
 * writes when it is told that there is room: in another turn of its loop than the read's.
 */
#include <poll.h>
#include <stdlib.h>

#include "sound.h"

enum { CALLERS = 1000, PIECE = 16384, MOST = 8 * 1024 * 1024 };

struct caller {
	int sock;
	bool has_ended;
	char *owed;
	size_t len;
};

static struct caller caller[CALLERS];
static struct pollfd table[CALLERS + 1]; /* the listener is the last */
static nfds_t callers;

static bool would_wait(ssize_t done)
{
	return done == -1 && (errno == EAGAIN || errno == EINTR);
}

/* Return: whether the conversation goes on. */
static bool hear(struct caller *from)
{
	char *room = realloc(from->owed, from->len + PIECE);
	if (room == NULL)
		return false;
	from->owed = room;

	ssize_t got = read(from->sock, room + from->len, PIECE);
	from->len += got > 0 ? (size_t)got : 0;
	from->has_ended = got == 0;
	return got >= 0 || would_wait(got);
}

/* The same. */
static bool answer(struct caller *to)
{
	ssize_t sent = to->len == 0 ? 0 : send(to->sock, to->owed, to->len, 0);

	if (sent > 0) {
		to->len -= (size_t)sent;
		memmove(to->owed, to->owed + sent, to->len);
	}
	return sent >= 0 || would_wait(sent);
}

static bool go_on(struct caller *with, short events)
{
	bool goes_on = (events & (POLLERR | POLLHUP)) == 0;

	if (goes_on && (events & POLLOUT) != 0)
		goes_on = answer(with);
	if (goes_on && (events & POLLIN) != 0)
		goes_on = hear(with);
	return goes_on && !(with->has_ended && with->len == 0);
}

static void fill_table(int listener, bool takes_more)
{
	for (nfds_t i = 0; i < callers; i++) {
		bool hears = !caller[i].has_ended && caller[i].len < MOST;
		int events = (hears ? POLLIN : 0) | (caller[i].len > 0 ? POLLOUT : 0);
		table[i] = (struct pollfd){ .fd = caller[i].sock, .events = (short)events };
	}
	table[callers] = (struct pollfd){ .fd = takes_more ? listener : -1, .events = POLLIN };
}

/* From the last to the first: the last takes the place of one who has gone. */
static void attend(void)
{
	for (nfds_t i = callers; i-- > 0;)
		if (table[i].revents != 0 && !go_on(&caller[i], table[i].revents)) {
			hang_up(caller[i].sock);
			free(caller[i].owed);
			caller[i] = caller[--callers];
		}
}

/* Return: whether there is a shortage, and so no sense in asking again at once. */
static bool admit(int listener)
{
	int conn = accept4(listener, NULL, NULL, SOCK_NONBLOCK);

	if (conn == -1)
		return accept_error_is_shortage(errno);
	caller[callers++] = (struct caller){ .sock = conn };
	return false;
}

int main(int argc, char *argv[])
{
	int listener = listening(argc, argv, SOCK_NONBLOCK);
	bool is_short = false;

	for (;;) {
		fill_table(listener, !is_short && callers < CALLERS);
		nfds_t places = callers + 1;
		if (poll(table, places, is_short ? REFUSAL_PAUSE_MS : -1) == -1)
			continue; /* a signal came */
		bool called = table[places - 1].revents != 0;
		attend();
		is_short = called && admit(listener);
	}
}
