/*
 * stops_at_the_next_datagram: a UDP echo server that is told to end, and goes on waiting.
 *
 * The mistake: the handler of SIGTERM sets a flag, and recvfrom() is expected to return so that
 * it is looked at. It is made because a signal does end a call that waits, as every book says;
 * but signal() sets SA_RESTART on Linux (signal(2)), and so it goes on, until somebody asks.
 * Broken: notes, chapter 10 (SIGTERM is to end it); POSIX sigaction(), SA_RESTART.
 * Sound: udp_echo_server, but for 14 lines.
 *
 * Says:  nothing, but why an answer could not be sent
 * Exit:  0 it was told to, and one more has asked; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
	(void)number;
	stop = 1;
}

int main(int argc, char *argv[])
{
	struct address own;
	if (argc != 2 || address_any(&own, argv[1]) == -1)
		usage("PORT");

	if (signal(SIGTERM, on_signal) == SIG_ERR)
		cannot("handle SIGTERM");

	int sock = must(socket(own.name.sa_family, SOCK_DGRAM, 0), "create a socket");
	must(bind(sock, &own.name, own.len), "bind");

	/* Larger than any datagram (65,507 bytes over IPv4), so that none is cut. */
	static char buffer[65536];
	while (!stop) {
		struct address caller = { .len = sizeof(caller.room) };
		ssize_t received =
			recvfrom(sock, buffer, sizeof(buffer), 0, &caller.name, &caller.len);
		if (received == -1)
			cannot("receive");
		if (sendto(sock, buffer, (size_t)received, 0, &caller.name, caller.len) == -1)
			say("cannot answer: %s", strerror(errno));
	}
	return 0;
}
