/*
 * has_its_write_restarted: handle a signal that nobody may notice.
 *
 * The mistake: SA_RESTART, by somebody who wants to be interrupted. It is made because
 * the first write is ended by the signal all the same, as it has taken something. The
 * second has not, is made again, and waits for the server as if nothing had come.
 * Broken: POSIX sigaction(), SA_RESTART; write().
 * Sound: interrupted_writer, but for 1 line.
 *
 * Says:  the first took BYTES; the second: took some; wrote the rest
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"
#include "room.h"
#include "transfer.h"

static void on_signal(int number)
{
	(void)number;
}

int main(int argc, char *argv[])
{
	struct address server;
	if (argc < 3 || argc > 4 || address_parse(&server, argv[1], argv[2]) == -1)
		usage("HOST PORT [BYTES]");
	size_t len = argument(argc, argv, 3, 16 << 20);

	char *message = malloc(len);
	if (message == NULL)
		cannot("allocate the message");
	pattern_fill(message, len, 0);

	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	must(sigaction(SIGUSR1, &action, NULL), "handle SIGUSR1");
	int sock = must(socket(server.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(setsockopt(sock, IPPROTO_TCP, TCP_MAXSEG, &(int){ 1000 }, sizeof(int)),
	     "set TCP_MAXSEG");
	room_for_output(sock, ROOM_USUAL);
	must(connect(sock, &server.name, server.len), "connect");

	ssize_t n = send(sock, message, len, MSG_NOSIGNAL);
	if (n == -1)
		cannot("send");
	say("the first took %zd", n);
	size_t taken = (size_t)n;

	while ((n = send(sock, message + taken, len - taken, MSG_DONTWAIT)) > 0)
		taken += (size_t)n;
	if (n != -1 || errno != EAGAIN)
		cannot("fill the buffer");

	n = send(sock, message + taken, len - taken, MSG_NOSIGNAL);
	say("the second: %s", n == -1 ? strerror(errno) : "took some");
	taken += n == -1 ? 0 : (size_t)n;

	must(write_all(sock, message + taken, len - taken), "write the rest");
	say("wrote the rest");

	must(close(sock), "close");
	free(message);
	return 0;
}
