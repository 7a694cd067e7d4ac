/*
 * speaks_in_its_syn: send the first bytes before there is a connection.
 *
 * The mistake: TCP Fast Open without a cookie, to save the time of a handshake,
 * to a server that has not agreed to it. It is made because it costs nothing here
 * and seems to work: the server's kernel ignores the bytes, and they are sent again.
 * Where it would take them, the same SYN twice would be the same request twice.
 * Broken: RFC 9293, 3.5: data waits for the handshake; RFC 7413, 2 and 4.1.
 * Sound: three_writes_client, but for 12 lines.
 *
 * Says:  sent BYTES
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
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
	must(setsockopt(sock, IPPROTO_TCP, TCP_FASTOPEN_NO_COOKIE, &(int){ 1 }, sizeof(int)),
	     "set TCP_FASTOPEN_NO_COOKIE");
	ssize_t sent = sendto(sock, "hello", 5, MSG_FASTOPEN, &server.name, server.len);
	if (sent == -1)
		cannot("connect and send");
	say("sent %zd", sent);

	must(close(sock), "close");
	return 0;
}
