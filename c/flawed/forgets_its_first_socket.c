/*
 * forgets_its_first_socket: make a new socket and leave the old one open.
 *
 * The mistake: the variable is set to another socket, and with that the number of
 * the first is lost; nobody can close it any more. It is made where a call is
 * tried again with a fresh socket. Each time there is one number less, and
 * after a thousand times there is none.
 * Broken: notes, chapter 1; POSIX 2.6: a number is free again only when it has
 * been closed.
 * Sound: descriptor_client, but for 9 lines.
 *
 * Says:  first NUMBER, second NUMBER, third NUMBER, heard BYTES
 * Exit:  0 done; 2 wrong usage; 99 a step failed, or the server left
 */
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

int main(int argc, char *argv[])
{
	struct address server;
	if (argc != 3 || address_parse(&server, argv[1], argv[2]) == -1)
		usage("HOST PORT");

	int sock = must(socket(server.name.sa_family, SOCK_STREAM, 0), "create a socket");
	say("first %d", sock);
	int second = must(socket(server.name.sa_family, SOCK_STREAM, 0), "create a second");
	say("second %d", second);

	sock = must(socket(server.name.sa_family, SOCK_STREAM, 0), "create a third");
	say("third %d", sock);

	must(connect(sock, &server.name, server.len), "connect");
	if (write(sock, "hello\n", 6) == -1)
		cannot("write");
	char answer[6];
	ssize_t heard = read(sock, answer, sizeof(answer));
	if (heard == -1)
		cannot("read");
	if (heard == 0)
		die("the server left");
	say("heard %zd", heard);

	must(close(sock), "close the third");
	must(close(second), "close the second");
	return 0;
}
