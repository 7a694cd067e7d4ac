/* sends_many_datagrams: many in one call; a kernel takes up to 1,024 (sendmmsg(2)). */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

enum { BATCH = 1024 };

int main(int argc, char *argv[])
{
	static struct mmsghdr messages[BATCH];
	struct address server;
	struct iovec text = { (char[]){ "datagram" }, 8 };

	if (argc != 4 || address_parse(&server, argv[1], argv[2]) == -1)
		usage("HOST PORT COUNT");
	size_t left = argument(argc, argv, 3, 1);
	int sock = must(socket(AF_INET, SOCK_DGRAM, 0), "create a socket");

	must(connect(sock, &server.name, server.len), "connect");
	for (size_t i = 0; i < BATCH; i++)
		messages[i].msg_hdr = (struct msghdr){ .msg_iov = &text, .msg_iovlen = 1 };
	while (left > 0)
		left -= (size_t)must(sendmmsg(sock, messages, left < BATCH ? (unsigned)left : BATCH, 0),
				     "sendmmsg");
	return 0;
}
