/*
 * opens_by_a_ring [FLAG]: a socket of a family that no namespace holds, by a ring: IORING_OP_SOCKET. The
 * ring is made as it is, or `disabled`, and enabled then; `single` and `deferred` are for one thread;
 * `unasked` has the kernel look for calls by itself; by the gate of 32 bits it is made with `old`. With
 * `race` another thread changes the flags of a ring, over and over, while it is made.
 */
#include <liburing.h>
#include <sched.h>

#include "hostile.h"
#include "old_gate.h"

enum { IO_URING_SETUP_OF_32_BITS = 425 };

static unsigned flags_of(char *words[])
{
	if (is_way(words, "disabled"))
		return IORING_SETUP_R_DISABLED;
	if (is_way(words, "single"))
		return IORING_SETUP_SINGLE_ISSUER;
	if (is_way(words, "deferred"))
		return IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN;
	return is_way(words, "unasked") ? IORING_SETUP_SQPOLL : 0;
}

/* Return: as a call has it, or minus errno */
static int hand_in(struct io_uring *ring, int operation, int fd, const void *address, unsigned len)
{
	struct io_uring_sqe *entry = io_uring_get_sqe(ring);
	struct io_uring_cqe *done;
	int result = -EIO;

	io_uring_prep_rw(operation, entry, fd, address, len, 0);
	if (operation == IORING_OP_SOCKET)
		entry->off = SOCK_STREAM;
	if (io_uring_submit(ring) == 1 && io_uring_wait_cqe(ring, &done) == 0) {
		result = done->res;
		io_uring_cqe_seen(ring, done);
	}
	return result;
}

static void say_how(const char *what, int result)
{
	say("%s %s", what, result >= 0 ? "done" : strerrorname_np(-result));
}

static void open_by_ring(char *words[])
{
	struct io_uring ring;
	int fds[2], made = io_uring_queue_init(2, &ring, flags_of(words));

	if (made == 0 && is_way(words, "disabled"))
		made = syscall(SYS_io_uring_register, ring.ring_fd, IORING_REGISTER_ENABLE_RINGS, NULL,
			       0) == -1 ? -errno : 0;
	say_how("ring", made);
	if (made != 0)
		return;
	say_how("vsock", hand_in(&ring, IORING_OP_SOCKET, AF_VSOCK, NULL, 0));
	say_how("inet", hand_in(&ring, IORING_OP_SOCKET, AF_INET, NULL, 0));
	must(pipe(fds), "make a pipe");
	say_how("write", hand_in(&ring, IORING_OP_WRITE, fds[1], WAS_HERE, sizeof(WAS_HERE)));
	io_uring_queue_exit(&ring);
}

static struct io_uring_params contested;

static volatile bool over;

/* On a processor of its own, where there is one. */
static void *change_flags(void *unused)
{
	cpu_set_t second;

	(void)unused;
	CPU_ZERO(&second);
	CPU_SET(1, &second);
	(void)sched_setaffinity(0, sizeof(second), &second);
	for (volatile unsigned *flags = &contested.flags; !over;)
		*flags = 0;
	return NULL;
}

/* Rings, until one is made that takes a call that no ring may. */
static void win_a_race(void)
{
	struct io_uring ring;
	int result = -EACCES;

	if (begin_thread(change_flags, NULL) != 0)
		die("cannot make a thread");
	for (int i = 0; result == -EACCES && i < 50; i++) {
		memset(&contested, 0, sizeof(contested));
		if (io_uring_queue_init_params(2, &ring, &contested) != 0)
			continue;
		result = hand_in(&ring, IORING_OP_SOCKET, AF_VSOCK, NULL, 0);
		io_uring_queue_exit(&ring);
	}
	over = true;
	say_how("vsock", result);
}

static void open_one(int peer, char *words[])
{
	if (peer != -1)
		return;
	if (is_way(words, "race")) {
		win_a_race();
	} else if (is_way(words, "old")) {
		void *params = low_memory(sizeof(struct io_uring_params));
		tell("ring", old_gate(IO_URING_SETUP_OF_32_BITS, 2, (long)(uintptr_t)params, 0, 0));
	} else {
		open_by_ring(words);
	}
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, open_one);
}
