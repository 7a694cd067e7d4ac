/*
 * writes_by_another_root: leaves a file where another process finds one, by way of the links to
 * its folders in /proc (proc_pid_root(5)): a world of one's own has no other door.
 */
#include <fcntl.h>

#include "hostile.h"

static bool writes(pid_t pid, char *words[])
{
	static const char *const folders[] = { "root/tmp", "cwd" };
	bool done = false;
	char path[64];

	(void)words;
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		(void)snprintf(path, sizeof(path), "/proc/%d/%s/" WAS_HERE, pid, folders[i]);
		int fd = open(path, O_WRONLY | O_CREAT, 0600);
		done |= fd != -1;
		if (fd != -1)
			must(close(fd), "close");
	}
	return done;
}

static void write_for_others(int peer, char *words[])
{
	if (peer != -1)
		reach_others(1, writes, words);
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, write_for_others);
}
