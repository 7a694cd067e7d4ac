/* reads_others WAY: looks at every other process: its words, its memory, its descriptors. */
#include <dirent.h>
#include <fcntl.h>
#include <linux/kcmp.h>

#include "hostile.h"

static bool reads(pid_t pid, const char *name)
{
	char path[64], byte;

	(void)snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	int fd = open(path, O_RDONLY);
	bool done = fd != -1 && read(fd, &byte, 1) == 1;
	if (fd != -1)
		must(close(fd), "close");
	return done;
}

static bool lists(pid_t pid)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	DIR *folder = opendir(path);
	if (folder != NULL)
		must(closedir(folder), "close");
	return folder != NULL;
}

static bool looks(pid_t pid, char *words[])
{
	void *list;
	size_t len;
	int fd;

	if (is_way(words, "fd"))
		return lists(pid);
	if (is_way(words, "kcmp"))
		return syscall(SYS_kcmp, getpid(), pid, KCMP_VM, 0, 0) != -1;
	if (is_way(words, "futexes"))
		return syscall(SYS_get_robust_list, pid, &list, &len) == 0;
	if (is_way(words, "pidfd")) {
		fd = (int)syscall(SYS_pidfd_open, pid, 0);
		return fd != -1 && close(fd) == 0;
	}
	return reads(pid, words[0]);
}

static void look_around(int peer, char *words[])
{
	if (peer != -1)
		reach_others(1, looks, words);
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, look_around);
}
