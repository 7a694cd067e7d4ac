/*
 * epoll_edge: one thread for all, told once when something changes (epoll(7), EPOLLET):
 * so each time it goes on until the kernel has no more, of callers as of bytes.
 */
#include <sys/epoll.h>

#include "sound.h"

enum { CALLERS = 1024 };

struct caller {
	size_t len, back; /* of @bytes: read, and sent back */
	char bytes[16384];
};

static struct caller caller[CALLERS]; /* by descriptor */
static int bundle;

static int watch(int sock)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLOUT | EPOLLET, .data.fd = sock };

	return epoll_ctl(bundle, EPOLL_CTL_ADD, sock, &event);
}

/* Return: what read or send returned; 0 is the end. */
static ssize_t step(int sock, struct caller *with)
{
	char *rest = with->bytes + with->back;
	ssize_t done;

	if (with->back < with->len) {
		done = send(sock, rest, with->len - with->back, 0);
		with->back += done > 0 ? (size_t)done : 0;
	} else {
		done = read(sock, with->bytes, sizeof(with->bytes));
		with->len = done > 0 ? (size_t)done : 0;
		with->back = 0;
	}
	return done;
}

static void attend(int sock)
{
	ssize_t done;

	do
		done = step(sock, &caller[sock]);
	while (done > 0 || (done == -1 && errno == EINTR));
	if (done == 0 || errno != EAGAIN)
		hang_up(sock);
}

static void admit(int sock)
{
	if (sock >= CALLERS) {
		hang_up(sock);
		return;
	}
	caller[sock].len = caller[sock].back = 0;
	if (watch(sock) == -1) {
		say("cannot serve a caller: %s", strerror(errno));
		hang_up(sock);
	}
}

/* Return: whether those who are left have to wait, for want of something. */
static bool admit_all(int listener)
{
	for (;;) {
		int conn = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
		if (conn != -1)
			admit(conn);
		else if (errno == EAGAIN)
			return false;
		else if (accept_error_is_shortage(errno))
			return true;
	}
}

int main(int argc, char *argv[])
{
	int listener = listening(argc, argv, SOCK_NONBLOCK);
	bool waiting = false;

	bundle = must(epoll_create1(0), "create an epoll instance");
	must(watch(listener), "watch the listener");
	for (;;) {
		struct epoll_event event;
		int ready = epoll_wait(bundle, &event, 1, waiting ? REFUSAL_PAUSE_MS : -1);
		if (ready == 1 && event.data.fd != listener)
			attend(event.data.fd);
		else if (ready == 1 || waiting) /* nobody tells again of those who wait */
			waiting = admit_all(listener);
	}
}
