/*
 * owes_its_signals WAY: makes another process the owner of a socket, to which the kernel sends
 * SIGIO then (fcntl(2), F_SETOWN; ioctl(2), FIOASYNC). It kills who has no handler for it.
 */
#include <fcntl.h>
#include <sys/ioctl.h>

#include "hostile.h"

static int own(int fd, pid_t pid, char *words[])
{
	struct f_owner_ex thread = { F_OWNER_TID, pid };

	if (is_way(words, "ioctl"))
		return ioctl(fd, FIOSETOWN, &pid);
	if (is_way(words, "thread"))
		return fcntl(fd, F_SETOWN_EX, &thread);
	return fcntl(fd, F_SETOWN, is_way(words, "group") ? -pid : pid);
}

static void burden(int peer, char *words[])
{
	int fds[2];

	for (pid_t pid = 2; peer != -1 && pid <= OTHERS_MAX; pid++) {
		if (pid == getpid())
			continue;
		must(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), "make a pair");
		if (own(fds[0], pid, words) == 0) {
			must(fcntl(fds[0], F_SETFL, O_ASYNC), "ask for signals");
			must(write(fds[1], "", 1) == 1 ? 0 : -1, "write");
		}
		must(close(fds[0]) | close(fds[1]), "close");
	}
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, burden);
}
