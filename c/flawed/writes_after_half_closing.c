/*
 * writes_after_half_closing: say that this was all, and then say more.
 *
 * The mistake: a write after shutdown(SHUT_WR). It is made where the end of the
 * request and the next thing to say are decided in two places of a program.
 * Broken: notes, chapter 7 (the sending stream is closed); POSIX shutdown():
 * further sends are disabled; write(): EPIPE, and SIGPIPE is sent.
 * Sound: surviving_client, but for 14 lines.
 *
 * Says:  half-closed; nothing more, as SIGPIPE kills it
 * Exit:  SIGPIPE; 0 if it was not killed; 2 wrong usage; 99 a step failed
 */
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"
#include "transfer.h"

int main(int argc, char *argv[])
{
	struct address server;
	if (argc != 3 || address_parse(&server, argv[1], argv[2]) == -1)
		usage("HOST PORT");

	int sock = must(socket(server.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(connect(sock, &server.name, server.len), "connect");

	must(write_all(sock, "that was all\n", 13), "write");
	must(shutdown(sock, SHUT_WR), "shut down the sending direction");
	say("half-closed");

	if (write(sock, "one thing more\n", 15) == -1)
		cannot("write after the end");
	say("wrote after the end");

	must(close(sock), "close");
	return 0;
}
