/*
 * restarts_what_its_alarm_is_to_end: guard a recvfrom() by a signal that cannot end it.
 *
 * The mistake: SA_RESTART. It is made because signal() of today's libraries sets it, and
 * because it spares the loop around every other call; but this one call was to be
 * ended, and after the handler it is made again, for ever.
 * Broken: POSIX sigaction(), SA_RESTART: a function so specified restarts "and shall not
 * fail with EINTR".
 * Sound: guarded_udp_client, but for 2 lines.
 *
 * Says:  nothing: it waits on
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

static void on_alarm(int number)
{
	(void)number;
}

int main(int argc, char *argv[])
{
	struct address server;
	if (argc != 3 || address_parse(&server, argv[1], argv[2]) == -1)
		usage("HOST PORT");

	struct sigaction action = { .sa_handler = on_alarm, .sa_flags = SA_RESTART };
	must(sigaction(SIGALRM, &action, NULL), "handle SIGALRM");

	int sock = must(socket(server.name.sa_family, SOCK_DGRAM, 0), "create a socket");
	if (sendto(sock, "hello", 5, 0, &server.name, server.len) == -1)
		cannot("send");

	char answer[100];
	ssize_t got = recvfrom(sock, answer, sizeof(answer), 0, NULL, NULL);
	if (got == -1)
		say("gave up: %s", strerror(errno));
	else
		say("an answer");

	must(close(sock), "close");
	return 0;
}
