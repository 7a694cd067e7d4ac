/* opens_by_a_ring: a socket of a family that no namespace holds, by a ring: IORING_OP_SOCKET. */
#include <liburing.h>

#include "hostile.h"

static int open_by_ring(int family)
{
	struct io_uring_cqe *done;
	struct io_uring ring;
	int result = -ENOSYS;

	if (io_uring_queue_init(2, &ring, 0) < 0)
		return result;
	struct io_uring_sqe *entry = io_uring_get_sqe(&ring);
	io_uring_prep_rw(IORING_OP_SOCKET, entry, family, NULL, 0, SOCK_STREAM);
	if (io_uring_submit(&ring) == 1 && io_uring_wait_cqe(&ring, &done) == 0)
		result = done->res;
	io_uring_queue_exit(&ring);
	return result;
}

static void open_one(int peer, char *words[])
{
	(void)words;
	if (peer != -1)
		return;
	int result = open_by_ring(AF_VSOCK);
	say("socket %s", result >= 0 ? "done" : strerrorname_np(-result));
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, open_one);
}
