/*
 * hoards WAY MEBIBYTES: takes so much memory, of which what is in no process's own account is
 * not seen by a limit on that: files without a name, shared memory, what sockets and pipes hold,
 * what the kernel itself needs for it.
 */
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

#include "hostile.h"

enum { MEBIBYTE = 1 << 20, PIECE = 16 * MEBIBYTE };

static char bytes[MEBIBYTE];

/* All that it takes, up to @size; a descriptor that does not block. */
static bool fill(int fd, size_t size)
{
	size_t done = 0;
	ssize_t put;

	while (done < size && (put = write(fd, bytes, sizeof(bytes))) > 0)
		done += (size_t)put;
	return done > 0;
}

static bool hoard_shared(void)
{
	int number = shmget(IPC_PRIVATE, PIECE, 0600);
	void *at = number == -1 ? (void *)-1 : shmat(number, NULL, 0);

	return at != (void *)-1 && memset(at, 1, PIECE) && shmdt(at) == 0;
}

/* Pages of which the process has let go, but not the memory that they are of: madvise(2). */
static bool hoard_hidden(void)
{
	void *at = mmap(NULL, PIECE, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_SHARED, -1, 0);

	return at != MAP_FAILED && memset(at, 1, PIECE) && madvise(at, PIECE, MADV_DONTNEED) == 0;
}

static bool hoard_pipes(void)
{
	int fds[2];

	for (int i = 0; i < PIECE / MEBIBYTE; i++)
		if (pipe2(fds, O_NONBLOCK) == -1 || fcntl(fds[1], F_SETPIPE_SZ, MEBIBYTE) == -1 ||
		    !fill(fds[1], MEBIBYTE))
			return false;
	return true;
}

static bool hoard_sockets(void)
{
	int fds[2];

	for (size_t done = 0; done < PIECE; done += 212992) {
		if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds) == -1)
			return false;
		(void)fill(fds[0], MEBIBYTE);
	}
	return true;
}

/* What has come to one that does not read is held for it: some 200 KiB each. */
static bool hoard_datagrams(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };

	for (size_t done = 0; done < PIECE; done += 212992) {
		socklen_t len = sizeof(to);
		int sock = socket(AF_INET, SOCK_DGRAM, 0);

		to.sin_port = 0;
		if (sock == -1 || bind(sock, (struct sockaddr *)&to, sizeof(to)) == -1 ||
		    getsockname(sock, (struct sockaddr *)&to, &len) == -1)
			return false;
		for (int i = 0; i < 8; i++)
			(void)sendto(sock, bytes, 60000, 0, (struct sockaddr *)&to, len);
	}
	return true;
}

/* Files without a name that nobody has open: they are on their way (unix(7), SCM_RIGHTS). */
static bool hoard_in_flight(void)
{
	char room[CMSG_SPACE(sizeof(int))] = { 0 };
	struct iovec one = { bytes, 1 };
	struct msghdr message = { .msg_iov = &one, .msg_iovlen = 1, .msg_control = room,
				  .msg_controllen = sizeof(room) };
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	int file = memfd_create(WAS_HERE, 0), fds[2];

	if (file == -1 || !fill(file, PIECE) || socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == -1)
		return false;
	*header = (struct cmsghdr){ CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS };
	memcpy(CMSG_DATA(header), &file, sizeof(file));
	return sendmsg(fds[0], &message, 0) == 1 && close(file) == 0;
}

/* Some 64 bytes of the kernel's for each. */
static bool hoard_semaphores(void)
{
	for (int i = 0; i < 8; i++)
		if (semget(IPC_PRIVATE, 32000, 0600) == -1)
			return false;
	return true;
}

/* Of addresses that are only read: all are of one page of zeros, and each has its place in a table. */
static bool hoard_tables(void)
{
	const size_t one = 2UL * MEBIBYTE, page = 4096, size = PIECE / page * one;
	volatile char *at = mmap(NULL, size, PROT_READ,
				 MAP_ANONYMOUS | MAP_PRIVATE | MAP_NORESERVE, -1, 0);

	for (size_t i = 0; at != MAP_FAILED && i < size; i += one)
		(void)at[i];
	return at != MAP_FAILED;
}

static void map_apart(void)
{
	for (int i = 0; i < 65000; i++)
		(void)mmap(NULL, 4096, i % 2 ? PROT_READ : PROT_NONE,
			   MAP_ANONYMOUS | MAP_PRIVATE | MAP_NORESERVE, -1, 0);
}

/* The kernel keeps some 250 bytes for each; 65,530 a process: proc_sys_vm(5), "max_map_count". */
static bool hoard_mappings(void)
{
	int fds[2];
	pid_t child = pipe(fds) == -1 ? -1 : fork();

	if (child == 0) {
		map_apart();
		(void)close(fds[1]);
		for (;;)
			(void)pause();
	}
	return child != -1 && close(fds[1]) == 0 && read(fds[0], bytes, 1) == 0 && close(fds[0]) == 0;
}

/* 16 KiB each, as much as one may have without a privilege: msgctl(2), "msg_qbytes". */
static bool hoard_queues(void)
{
	struct { long type; char text[8192]; } message = { .type = 1 };

	for (int i = 0; i < PIECE / 16384; i++) {
		int queue = msgget(IPC_PRIVATE, 0600);

		if (queue == -1 || msgsnd(queue, &message, sizeof(message.text), IPC_NOWAIT) == -1 ||
		    msgsnd(queue, &message, sizeof(message.text), IPC_NOWAIT) == -1)
			return false;
	}
	return true;
}

/* Return: whether another PIECE has been taken. */
static bool hoard(char *words[])
{
	if (is_way(words, "shared"))
		return hoard_shared();
	if (is_way(words, "hidden"))
		return hoard_hidden();
	if (is_way(words, "datagrams"))
		return hoard_datagrams();
	if (is_way(words, "pipes"))
		return hoard_pipes();
	if (is_way(words, "flight"))
		return hoard_in_flight();
	if (is_way(words, "semaphores"))
		return hoard_semaphores();
	if (is_way(words, "tables"))
		return hoard_tables();
	if (is_way(words, "mappings"))
		return hoard_mappings();
	if (is_way(words, "queues"))
		return hoard_queues();
	if (is_way(words, "sockets"))
		return hoard_sockets();
	if (is_way(words, "files")) {
		int fd = memfd_create(WAS_HERE, 0);
		return fd != -1 && fill(fd, PIECE);
	}
	void *at = mmap(NULL, PIECE, PROT_READ | PROT_WRITE,
			MAP_ANONYMOUS | (is_way(words, "mapped") ? MAP_SHARED : MAP_PRIVATE), -1, 0);
	return at != MAP_FAILED && memset(at, 1, PIECE);
}

/* Unless its caller is its first, it has all already. */
static void hoard_all(int peer, char *words[])
{
	static size_t taken;
	struct rlimit files;
	const size_t asked = (size_t)strtoul(words[1], NULL, 10) * MEBIBYTE;

	if (peer == -1)
		return;
	if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < files.rlim_max) {
		files.rlim_cur = files.rlim_max;
		must(setrlimit(RLIMIT_NOFILE, &files), "have more descriptors");
	}
	while (taken < asked && hoard(words))
		taken += PIECE;
	say("hoards %zu MiB", taken / MEBIBYTE);
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, hoard_all);
}
