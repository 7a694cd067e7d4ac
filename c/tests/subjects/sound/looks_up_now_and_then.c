/* looks_up_now_and_then: a thread for each caller, whose reads end after a while, and are made again. */
#include "sound.h"

#include <sys/time.h>

static void *echo_patiently(void *argument)
{
	static const struct timeval patience = { .tv_usec = 200000 };
	int conn = (int)(intptr_t)argument;
	char buffer[4096];
	ssize_t got;

	must(setsockopt(conn, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)), "set SO_RCVTIMEO");
	do {
		got = read_some(conn, buffer, sizeof(buffer));
		if (got > 0 && write_all(conn, buffer, (size_t)got) == -1)
			break;
	} while (got > 0 || (got == -1 && errno == EAGAIN));
	hang_up(conn);
	return NULL;
}

int main(int argc, char *argv[])
{
	int listener = listening(argc, argv, 0);

	for (;;)
		serve_in_a_thread(echo_patiently, next_caller(listener));
}
