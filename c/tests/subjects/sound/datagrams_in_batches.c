/* datagrams_in_batches: takes and answers up to sixteen datagrams at once (recvmmsg(2)). */
#include "sound.h"

enum { BATCH = 16, LARGEST = 65536 };

static char bytes[BATCH][LARGEST];
static struct address from[BATCH];
static union control asked[BATCH];
static struct iovec piece[BATCH];
static struct mmsghdr message[BATCH];

static int take(int sock)
{
	for (int i = 0; i < BATCH; i++) {
		piece[i] = (struct iovec){ bytes[i], LARGEST };
		message[i].msg_hdr = (struct msghdr){
			.msg_name = &from[i].room,
			.msg_namelen = sizeof(from[i].room),
			.msg_iov = &piece[i],
			.msg_iovlen = 1,
			.msg_control = &asked[i],
			.msg_controllen = sizeof(asked[i]),
		};
	}
	return recvmmsg(sock, message, BATCH, MSG_WAITFORONE, NULL);
}

/* One that cannot be sent is left out: those behind it are owed an answer all the same. */
static void answer(int sock, int taken)
{
	for (int i = 0; i < taken; i++)
		piece[i].iov_len = message[i].msg_len;
	for (int done = 0; done < taken;) {
		int sent = sendmmsg(sock, message + done, (unsigned)(taken - done), 0);
		if (sent == -1 && errno == EINTR)
			continue;
		if (sent == -1)
			say("cannot answer: %s", strerror(errno));
		done += sent > 0 ? sent : 1;
	}
}

int main(int argc, char *argv[])
{
	int sock = hearing(argc, argv);

	for (;;) {
		int taken = take(sock);
		if (taken == -1 && errno != EINTR)
			say("cannot receive: %s", strerror(errno));
		answer(sock, taken);
	}
}
