/*
 * opens_a_socket_for_each_datagram: a sender that nobody can answer.
 *
 * The mistake: socket, sendto and close for every message, "as there is no
 * connection to keep". It is made because nothing fails; but the address goes with
 * the socket: an answer to the first finds nobody, and to the server every message
 * comes from another caller.
 * Broken: notes, chapter 6 (the first sendto gives the socket its address).
 * Sound: address_keeping_client, but for 5 lines.
 *
 * Says:  port 0 before, the first gave it a port, the second gave it another
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

static unsigned port_of(int sock)
{
	struct address own = { .len = sizeof(own.room) };

	must(getsockname(sock, &own.name, &own.len), "get the own address");
	return ntohs(((const struct sockaddr_in *)&own.room)->sin_port);
}

int main(int argc, char *argv[])
{
	struct address server;
	if (argc != 3 || address_parse(&server, argv[1], argv[2]) == -1)
		usage("HOST PORT");

	int sock = must(socket(server.name.sa_family, SOCK_DGRAM, 0), "create a socket");
	say("port %u before", port_of(sock));
	if (sendto(sock, "one", 3, 0, &server.name, server.len) == -1)
		cannot("send");
	unsigned port = port_of(sock);
	say("the first %s", port == 0 ? "gave it none" : "gave it a port");
	must(close(sock), "close");

	sock = must(socket(server.name.sa_family, SOCK_DGRAM, 0), "create another socket");
	if (sendto(sock, "second", 6, 0, &server.name, server.len) == -1)
		cannot("send again");
	say("the second %s", port_of(sock) == port ? "left it the port" : "gave it another");
	must(close(sock), "close");
	return 0;
}
