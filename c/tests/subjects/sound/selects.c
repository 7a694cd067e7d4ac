/* selects: one thread for all, with two sets of descriptors (POSIX select()). */
#include <sys/select.h>

#include "echo_session.h"
#include "sound.h"

static struct echo_session *caller[FD_SETSIZE]; /* by its descriptor */

/* Return: whether there is a shortage, and so no sense in asking again at once. */
static bool admit(int listener)
{
	int conn = accept4(listener, NULL, NULL, SOCK_NONBLOCK);

	if (conn == -1)
		return accept_error_is_shortage(errno);
	if (conn >= FD_SETSIZE)
		hang_up(conn); /* no set has a place for it */
	else
		caller[conn] = echo_session_begin(conn);
	return false;
}

static void fill_sets(fd_set *readable, fd_set *writable)
{
	FD_ZERO(readable);
	FD_ZERO(writable);
	for (int sock = 0; sock < FD_SETSIZE; sock++)
		if (caller[sock] != NULL)
			FD_SET(sock, caller[sock]->awaits == AWAITS_ROOM ? writable : readable);
}

static void attend(const fd_set *readable, const fd_set *writable)
{
	for (int sock = 0; sock < FD_SETSIZE; sock++)
		if (caller[sock] != NULL &&
		    (FD_ISSET(sock, readable) || FD_ISSET(sock, writable)) &&
		    echo_session_go_on(caller[sock]) == AWAITS_NOTHING) {
			echo_session_end(caller[sock]);
			caller[sock] = NULL;
		}
}

int main(int argc, char *argv[])
{
	int listener = listening(argc, argv, SOCK_NONBLOCK);
	bool is_short = false;

	for (;;) {
		struct timeval pause = { .tv_usec = REFUSAL_PAUSE_MS * 1000L };
		fd_set readable, writable;

		fill_sets(&readable, &writable);
		if (!is_short)
			FD_SET(listener, &readable);
		int ready = select(FD_SETSIZE, &readable, &writable, NULL, is_short ? &pause : NULL);
		if (ready == -1)
			continue; /* a signal came */
		attend(&readable, &writable);
		is_short = FD_ISSET(listener, &readable) && admit(listener);
	}
}
