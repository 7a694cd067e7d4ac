/*
 * low_water: waits for 512 bytes before it reads (socket(7), SO_RCVLOWAT), but not for
 * longer than 5 ms after the first.
 */
#include <poll.h>

#include "sound.h"

static void set_mark(int conn, int bytes)
{
	must(setsockopt(conn, SOL_SOCKET, SO_RCVLOWAT, &bytes, sizeof(bytes)), "set SO_RCVLOWAT");
}

/* Whatever ends the wait, there is something to read then: enough, the first bytes, the end. */
static void gather(int conn)
{
	struct pollfd input = { .fd = conn, .events = POLLIN };

	set_mark(conn, 1);
	while (poll(&input, 1, -1) == -1)
		;
	set_mark(conn, 512);
	(void)poll(&input, 1, 5);
}

static void *serve(void *argument)
{
	int conn = (int)(intptr_t)argument;
	char buffer[16384];
	ssize_t got;

	for (;;) {
		gather(conn);
		got = recv(conn, buffer, sizeof(buffer), MSG_DONTWAIT);
		if (got == -1 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (got <= 0 || write_all(conn, buffer, (size_t)got) == -1)
			break;
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
