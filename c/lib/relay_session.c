#include "relay_session.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fixture.h"

/* One direction: filled by one read, and filled again when all of that is written. */
struct flow {
	int from, to;
	char data[16384];
	size_t begin, end; /* what is still to be written */
	bool ended; /* the FIN has come */
	bool finished; /* and has been passed on */
};

/* What would have had to wait, or was interrupted, can be done later. */
static bool can_be_done_later(void)
{
	return errno == EAGAIN || errno == EINTR;
}

static bool owes(const struct flow *flow)
{
	return flow->begin < flow->end || (flow->ended && !flow->finished);
}

/* Return: whether the connection still stands. */
static bool fill(struct flow *flow)
{
	ssize_t got = recv(flow->from, flow->data, sizeof(flow->data), MSG_DONTWAIT);

	if (got == -1)
		return can_be_done_later();
	flow->begin = 0;
	flow->end = (size_t)got;
	flow->ended = got == 0;
	return true;
}

/* As fill(). The FIN comes behind the last byte. */
static bool drain(struct flow *flow)
{
	if (flow->begin == flow->end) {
		flow->finished = true;
		return shutdown(flow->to, SHUT_WR) == 0;
	}
	ssize_t sent = send(flow->to, flow->data + flow->begin, flow->end - flow->begin,
			    MSG_DONTWAIT | MSG_NOSIGNAL);
	if (sent == -1)
		return can_be_done_later();
	flow->begin += (size_t)sent;
	return true;
}

/* Of the socket from which @from reads and to which @to writes. */
static struct pollfd interest(const struct flow *from, const struct flow *to)
{
	short events = 0;

	if (!from->ended && !owes(from))
		events |= POLLIN;
	if (owes(to))
		events |= POLLOUT;
	/* When both directions have ended poll says so, again and again. */
	return (struct pollfd){ from->ended && to->finished ? -1 : from->from, events, 0 };
}

static bool go_on(struct flow *from, struct flow *to, const struct pollfd *ready)
{
	if (ready->revents & (POLLERR | POLLNVAL))
		return false;
	if ((ready->events & POLLIN) && (ready->revents & (POLLIN | POLLHUP)) && !fill(from))
		return false;
	return !(ready->events & ready->revents & POLLOUT) || drain(to);
}

int relay_reach(const struct address *server)
{
	int sock = socket(server->name.sa_family, SOCK_STREAM, 0);
	if (sock == -1 || connect(sock, &server->name, server->len) == 0)
		return sock;

	int reason = errno;
	must(close(sock), "close what reaches nobody");
	errno = reason;
	return -1;
}

bool relay_session(int caller, int server)
{
	struct flow request = { .from = caller, .to = server };
	struct flow answer = { .from = server, .to = caller };

	while (!request.finished || !answer.finished) {
		struct pollfd ready[] = { interest(&request, &answer),
					  interest(&answer, &request) };
		if (poll(ready, 2, -1) == -1) {
			if (errno == EINTR)
				continue;
			cannot("poll");
		}
		if (!go_on(&request, &answer, &ready[0]) || !go_on(&answer, &request, &ready[1]))
			return false;
	}
	return true;
}

static void set_linger(int sock, bool reset)
{
	const struct linger linger = { .l_onoff = reset, .l_linger = 0 };

	must(setsockopt(sock, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)), "set SO_LINGER");
}

void relay_resets_at_end(int sock)
{
	set_linger(sock, true);
}

void relay_hang_up(int sock, bool in_order)
{
	set_linger(sock, !in_order);
	must(close(sock), "close");
}
