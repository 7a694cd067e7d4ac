/*
 * lends_its_output: as a server, gives its standard output to whoever calls it by a name that both
 * know; as a client, takes it, and prints a line there that the server has not written.
 */
#include <stddef.h>
#include <sys/un.h>

#include "hostile.h"

static const struct sockaddr_un meeting = { .sun_family = AF_UNIX, .sun_path = "\0" WAS_HERE };
enum { MEETING_LEN = offsetof(struct sockaddr_un, sun_path) + sizeof(WAS_HERE) };

static int meeting_socket(void)
{
	return must(socket(AF_UNIX, SOCK_STREAM, 0), "make a socket");
}

static struct msghdr message_with(char *room, size_t len)
{
	static char byte;
	static struct iovec one = { &byte, 1 };

	return (struct msghdr){ .msg_iov = &one, .msg_iovlen = 1, .msg_control = room,
				.msg_controllen = len };
}

static void *lend(void *listener)
{
	char room[CMSG_SPACE(sizeof(int))] = { 0 };
	const int output = STDOUT_FILENO;
	struct msghdr message = message_with(room, sizeof(room));
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	int peer = must(accept(*(int *)listener, NULL, NULL), "accept");

	*header = (struct cmsghdr){ CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS };
	memcpy(CMSG_DATA(header), &output, sizeof(output));
	must(sendmsg(peer, &message, 0) == 1 ? 0 : -1, "send");
	return NULL;
}

static void borrow(void)
{
	static const char line[] = "said by another\n";
	char room[CMSG_SPACE(sizeof(int))] = { 0 };
	struct msghdr message = message_with(room, sizeof(room));
	int sock = meeting_socket(), output = -1;

	must(connect(sock, (const struct sockaddr *)&meeting, MEETING_LEN), "connect");
	must(recvmsg(sock, &message, 0) == 1 ? 0 : -1, "receive");
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	if (header == NULL)
		die("nothing was lent");
	memcpy(&output, CMSG_DATA(header), sizeof(output));
	must(write_all(output, line, sizeof(line) - 1) == -1 ? -1 : 0, "write");
}

static void meet(int peer, char *words[])
{
	static int listener;

	(void)words;
	if (peer != -1)
		return;
	listener = meeting_socket();
	if (bind(listener, (const struct sockaddr *)&meeting, MEETING_LEN) == -1) {
		borrow();
		return;
	}
	must(listen(listener, 1), "listen");
	if (begin_thread(lend, &listener) != 0)
		die("cannot make a thread");
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, meet);
}
