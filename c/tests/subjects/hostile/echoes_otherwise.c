/*
 * echoes_otherwise WAY: reads and writes by calls that few use: preadv2 and pwritev2 at the offset -1,
 * which on a socket are readv and writev; recvmmsg and sendmmsg; io_submit (io_submit(2), which
 * takes any descriptor); by the gate of 32 bits; by numbers of x32.
 */
#include <linux/aio_abi.h>
#include <sys/uio.h>

#include "hostile.h"
#include "old_gate.h"

enum { READ_OF_32_BITS = 3, WRITE_OF_32_BITS = 4, X32 = 0x40000000, ROOM = 16384 };

static char *buffer;

/* One transfer by the kernel's asynchronous calls, which for a socket are not. */
static ssize_t submit(int fd, size_t len, bool out)
{
	static aio_context_t context;
	struct iocb block = { .aio_lio_opcode = out ? IOCB_CMD_PWRITE : IOCB_CMD_PREAD,
			      .aio_fildes = (unsigned)fd, .aio_buf = (uintptr_t)buffer,
			      .aio_nbytes = len };
	struct iocb *blocks[] = { &block };
	struct io_event done;

	if (context == 0 && syscall(SYS_io_setup, 1, &context) == -1)
		return -1;
	if (syscall(SYS_io_submit, context, 1, blocks) != 1 ||
	    syscall(SYS_io_getevents, context, 1, 1, &done, NULL) != 1)
		return -1;
	return (ssize_t)done.res;
}

static ssize_t batch(int fd, size_t len, bool out)
{
	struct iovec bytes = { buffer, len };
	struct mmsghdr one = { .msg_hdr = { .msg_iov = &bytes, .msg_iovlen = 1 } };

	if ((out ? sendmmsg(fd, &one, 1, MSG_NOSIGNAL) : recvmmsg(fd, &one, 1, 0, NULL)) != 1)
		return -1;
	return one.msg_len;
}

static ssize_t move(int fd, size_t len, bool out, char *words[])
{
	struct iovec bytes = { buffer, len };

	if (is_way(words, "at"))
		return out ? pwritev2(fd, &bytes, 1, -1, 0) : preadv2(fd, &bytes, 1, -1, 0);
	if (is_way(words, "batch"))
		return batch(fd, len, out);
	if (is_way(words, "old"))
		return old_gate(out ? WRITE_OF_32_BITS : READ_OF_32_BITS, fd, (long)buffer,
				(long)len, 0);
	if (is_way(words, "x32"))
		return syscall((out ? SYS_write : SYS_read) | X32, fd, buffer, len);
	return submit(fd, len, out);
}

static void echo(int conn, char *words[])
{
	ssize_t got, put = 0;

	while ((got = move(conn, ROOM, false, words)) > 0)
		for (ssize_t at = 0; at < got; at += put) {
			put = move(conn, (size_t)(got - at), true, words);
			if (put <= 0)
				return;
			memmove(buffer, buffer + put, (size_t)(got - at - put));
		}
	if (got == -1)
		tell("read", -1);
}

int main(int argc, char *argv[])
{
	int listener = listening(argc, argv, 0);

	buffer = low_memory(ROOM);
	if (buffer == MAP_FAILED)
		cannot("have memory");
	for (;;) {
		int conn = next_caller(listener);
		echo(conn, argv + 2);
		hang_up(conn);
	}
}
