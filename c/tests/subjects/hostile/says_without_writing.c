/*
 * says_without_writing WAY: prints a line by a way that is not to write it: from a pipe by splice(2)
 * or tee(2), its own memory by vmsplice(2), a file by sendfile(2), by io_submit(2), or by a
 * descriptor that is not number 1 (`again`, `device`, `child`): these are as good as any.
 */
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include "hostile.h"

static char line[] = "said it all the same\n";
enum { LEN = sizeof(line) - 1 };

static ssize_t by_pipe(bool tees)
{
	int fds[2];

	must(pipe(fds), "make a pipe");
	must(write(fds[1], line, LEN) == LEN ? 0 : -1, "write");
	return tees ? tee(fds[0], 1, LEN, 0) : splice(fds[0], NULL, 1, NULL, LEN, 0);
}

static ssize_t by_file(void)
{
	int fd = must(memfd_create("line", 0), "have a file");

	must(write(fd, line, LEN) == LEN ? 0 : -1, "write");
	must((int)lseek(fd, 0, SEEK_SET), "go back");
	return sendfile(1, fd, NULL, LEN);
}

static ssize_t by_submitting(void)
{
	struct iocb block = { .aio_lio_opcode = IOCB_CMD_PWRITE, .aio_fildes = 1,
			      .aio_buf = (uintptr_t)line, .aio_nbytes = LEN };
	struct iocb *blocks[] = { &block };
	aio_context_t context = 0;

	if (syscall(SYS_io_setup, 1, &context) == -1)
		return -1;
	return syscall(SYS_io_submit, context, 1, blocks);
}

static ssize_t by_a_child(void)
{
	pid_t child = must(fork(), "fork");

	if (child == 0)
		_exit(write(1, line, LEN) == LEN ? 0 : 1);
	return waitpid(child, NULL, 0);
}

static ssize_t by_vector(void)
{
	struct iovec bytes = { line, LEN };

	return pwritev2(1, &bytes, 1, -1, 0);
}

static ssize_t say_it(char *words[])
{
	struct iovec bytes = { line, LEN };

	if (is_way(words, "splice") || is_way(words, "tee"))
		return by_pipe(is_way(words, "tee"));
	if (is_way(words, "sendfile"))
		return by_file();
	if (is_way(words, "submit"))
		return by_submitting();
	if (is_way(words, "child"))
		return by_a_child();
	if (is_way(words, "vmsplice"))
		return vmsplice(1, &bytes, 1, 0);
	if (is_way(words, "vector"))
		return by_vector();
	return write(is_way(words, "again") ? dup(1) : open("/dev/stdout", O_WRONLY), line, LEN);
}

static void say_once(int peer, char *words[])
{
	if (peer == -1 && say_it(words) == -1)
		cannot(words[0]);
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, say_once);
}
