/*
 * takes_waitall_at_its_word: read 13 bytes by one call, as it waits for all of them.
 *
 * The mistake: MSG_WAITALL in place of a loop. It is made because of the flag's name;
 * but a signal, the end of the stream or an error ends the wait, and the call
 * returns what it has. What was to come is taken for the next record.
 * Broken: POSIX recv(), MSG_WAITALL.
 * Sound: interrupted_reader, but for 11 lines.
 *
 * Says:  read BYTES
 * Exit:  0 done; 2 wrong usage; 99 a step failed, or the server left
 */
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

static void on_signal(int number)
{
	(void)number;
}

int main(int argc, char *argv[])
{
	struct address server;
	if (argc != 3 || address_parse(&server, argv[1], argv[2]) == -1)
		usage("HOST PORT");

	struct sigaction action = { .sa_handler = on_signal };
	must(sigaction(SIGUSR1, &action, NULL), "handle SIGUSR1");
	int sock = must(socket(server.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(connect(sock, &server.name, server.len), "connect");

	char record[13];
	ssize_t got = recv(sock, record, sizeof(record), MSG_WAITALL);
	if (got == -1)
		cannot("receive");
	if (got == 0)
		die("the server left");
	say("read %zd", got);

	must(close(sock), "close");
	return 0;
}
