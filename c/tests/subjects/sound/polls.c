/* polls: one thread for all, which puts its table together anew at each turn (POSIX poll()). */
#include <poll.h>

#include "echo_session.h"
#include "sound.h"

enum { CALLERS = 1000 }; /* who comes when all places are taken waits in the queue */

static struct echo_session *caller[CALLERS];
static struct pollfd table[CALLERS + 1]; /* the listener is the last */
static nfds_t callers;

/* Return: whether there is a shortage, and so no sense in asking again at once. */
static bool admit(int listener)
{
	int conn = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
	if (conn == -1)
		return accept_error_is_shortage(errno);

	caller[callers] = echo_session_begin(conn);
	callers += caller[callers] != NULL;
	return false;
}

static void fill_table(int listener, bool takes_more)
{
	for (nfds_t i = 0; i < callers; i++)
		table[i] = (struct pollfd){
			.fd = caller[i]->sock,
			.events = caller[i]->awaits == AWAITS_ROOM ? POLLOUT : POLLIN,
		};
	table[callers] = (struct pollfd){ .fd = takes_more ? listener : -1, .events = POLLIN };
}

/* From the last to the first: the last takes the place of one who has gone. */
static void attend(void)
{
	for (nfds_t i = callers; i-- > 0;)
		if (table[i].revents != 0 && echo_session_go_on(caller[i]) == AWAITS_NOTHING) {
			echo_session_end(caller[i]);
			caller[i] = caller[--callers];
		}
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
