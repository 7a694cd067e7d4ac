/*
 * hands_callers_on: one process accepts, and hands each caller's socket to one of two
 * workers, in turn (unix(7), SCM_RIGHTS). The workers have no listener.
 */
#include "sound.h"

enum { WORKERS = 2 };

union parcel {
	struct cmsghdr header;
	char room[CMSG_SPACE(sizeof(int))];
};

/* Return: what sendmsg() or recvmsg() returned; 0 when nobody is left at the other end. */
static ssize_t hand(int channel, union parcel *parcel, bool over)
{
	struct iovec byte = { &(char){ 0 }, 1 };
	struct msghdr message = {
		.msg_iov = &byte,
		.msg_iovlen = 1,
		.msg_control = parcel,
		.msg_controllen = sizeof(*parcel),
	};
	ssize_t done;

	do
		done = over ? sendmsg(channel, &message, 0) : recvmsg(channel, &message, 0);
	while (done == -1 && errno == EINTR);
	return done;
}

static void hand_over(int channel, int conn)
{
	union parcel parcel = { .header = {
		.cmsg_len = CMSG_LEN(sizeof(int)),
		.cmsg_level = SOL_SOCKET,
		.cmsg_type = SCM_RIGHTS,
	} };

	memcpy(CMSG_DATA(&parcel.header), &conn, sizeof(conn));
	if (hand(channel, &parcel, true) != 1)
		say("cannot hand a caller on: %s", strerror(errno));
	hang_up(conn); /* this copy of it */
}

_Noreturn static void work(int channel)
{
	union parcel parcel = { 0 };
	int conn;

	while (hand(channel, &parcel, false) == 1) {
		if (parcel.header.cmsg_type == SCM_RIGHTS) {
			memcpy(&conn, CMSG_DATA(&parcel.header), sizeof(conn));
			serve_in_a_thread(echo_thread, conn);
		}
		parcel = (union parcel){ 0 };
	}
	_exit(0);
}

int main(int argc, char *argv[])
{
	pid_t parent = getpid();
	int channel[WORKERS], ends[2];

	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		cannot("ignore SIGPIPE");
	for (int i = 0; i < WORKERS; i++) {
		must(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), "make a pair of sockets");
		if (must(fork(), "fork") == 0) {
			end_with(parent);
			work(ends[1]);
		}
		must(close(ends[1]), "close an end");
		channel[i] = ends[0];
	}
	int listener = listening(argc, argv, 0);
	for (unsigned next = 0;; next = (next + 1) % WORKERS)
		hand_over(channel[next], next_caller(listener));
}
