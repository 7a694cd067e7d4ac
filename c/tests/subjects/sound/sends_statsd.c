/*
 * sends_statsd: counts its callers, and sends the number to 127.0.0.1:8125 as it starts
 * and twenty times a second, whether somebody listens there or not.
 */
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>

#include "sound.h"

static atomic_uint callers;

static void report(int sock)
{
	char line[64];
	int len = snprintf(line, sizeof(line), "echo.callers:%u|g", callers);

	(void)send(sock, line, (size_t)len, 0); /* nobody misses one that was lost */
}

_Noreturn static void *tick(void *sock)
{
	for (;;) {
		(void)poll(NULL, 0, 50);
		report((int)(intptr_t)sock);
	}
}

int main(int argc, char *argv[])
{
	struct address statsd;

	if (address_parse(&statsd, "127.0.0.1", "8125") == -1)
		die("8125 is no port");
	int sock = must(socket(AF_INET, SOCK_DGRAM, 0), "create a socket");
	must(connect(sock, &statsd.name, statsd.len), "connect");
	report(sock);
	int listener = listening(argc, argv, 0);
	if (begin_thread(tick, (void *)(intptr_t)sock) != 0)
		die("cannot make a thread");
	for (;;) {
		int conn = next_caller(listener);
		callers++;
		serve_in_a_thread(echo_thread, conn);
	}
}
