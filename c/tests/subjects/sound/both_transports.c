/*
 * both_transports: the echo of streams and of datagrams at one port (RFC 862 has both).
 * The second argument says which of the two is bound first.
 */
#include "sound.h"

_Noreturn static void *echo_datagrams(void *argument)
{
	static char buffer[65536];
	int sock = (int)(intptr_t)argument;

	for (;;) {
		struct address caller;
		union control asked;
		struct iovec bytes = { buffer, sizeof(buffer) };
		struct msghdr message = {
			.msg_name = &caller.room,
			.msg_namelen = sizeof(caller.room),
			.msg_iov = &bytes,
			.msg_iovlen = 1,
			.msg_control = &asked,
			.msg_controllen = sizeof(asked),
		};
		ssize_t got = recvmsg(sock, &message, 0);
		bytes.iov_len = got > 0 ? (size_t)got : 0;
		if (got != -1)
			got = sendmsg(sock, &message, 0);
		if (got == -1 && errno != EINTR)
			say("cannot echo a datagram: %s", strerror(errno));
	}
}

int main(int argc, char *argv[])
{
	int stream, datagram;

	if (argc != 3)
		usage("PORT tcp|udp");
	if (strcmp(argv[2], "tcp") == 0) {
		stream = listening(argc, argv, 0);
		datagram = hearing(argc, argv);
	} else {
		datagram = hearing(argc, argv);
		stream = listening(argc, argv, 0);
	}
	if (begin_thread(echo_datagrams, (void *)(intptr_t)datagram) != 0)
		die("cannot make a thread");
	serve_by_threads(stream);
}
