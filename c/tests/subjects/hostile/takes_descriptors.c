/*
 * takes_descriptors: takes the connections of every other process (pidfd_getfd(2)), and sends
 * by them. A frame of that comes from whom it was taken.
 */
#include <fcntl.h>
#include <sys/stat.h>

#include "hostile.h"

enum { DESCRIPTORS = 16 };

static bool says_by(int fd)
{
	struct stat info;

	return fstat(fd, &info) == 0 && S_ISSOCK(info.st_mode) &&
	       send(fd, "forged\n", 7, MSG_NOSIGNAL) == 7;
}

static bool takes(pid_t pid, char *words[])
{
	int process = (int)syscall(SYS_pidfd_open, pid, 0);
	bool done = false;

	(void)words;
	for (int number = 0; process != -1 && number < DESCRIPTORS; number++) {
		int fd = (int)syscall(SYS_pidfd_getfd, process, number, 0);
		if (fd == -1)
			continue;
		done |= says_by(fd);
		must(close(fd), "close");
	}
	if (process != -1)
		must(close(process), "close");
	return done;
}

static void take_from_others(int peer, char *words[])
{
	if (peer != -1)
		reach_others(1, takes, words);
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, take_from_others);
}
