/* splices: what a caller says goes back through a pipe, never through memory (splice(2)). */
#include <fcntl.h>

#include "sound.h"

enum { PIECE = 65536 };

static ssize_t pass(int from, int to, size_t len)
{
	ssize_t moved;

	do
		moved = splice(from, NULL, to, NULL, len, SPLICE_F_MOVE);
	while (moved == -1 && errno == EINTR);
	return moved;
}

static void echo_through(const int pipe[2], int conn)
{
	ssize_t got, sent;

	while ((got = pass(conn, pipe[1], PIECE)) > 0)
		for (; got > 0; got -= sent)
			if ((sent = pass(pipe[0], conn, (size_t)got)) <= 0)
				return;
}

static void *serve(void *argument)
{
	int conn = (int)(intptr_t)argument, ends[2];

	if (pipe(ends) == -1) {
		say("cannot make a pipe: %s", strerror(errno));
	} else {
		echo_through(ends, conn);
		must(close(ends[0]), "close a pipe");
		must(close(ends[1]), "close a pipe");
	}
	hang_up(conn);
	return NULL;
}

int main(int argc, char *argv[])
{
	int listener = listening(argc, argv, 0);

	for (;;)
		serve_in_a_thread(serve, next_caller(listener));
}
