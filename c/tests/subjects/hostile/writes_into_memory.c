/*
 * writes_into_memory WAY: writes into the memory of every other process, what stood there
 * before: what else could be written is as good as done.
 */
#include <fcntl.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

#include "hostile.h"

/* Return: the first address that a process may write to, or 0. */
static unsigned long writable(pid_t pid)
{
	char path[64], line[512], flags[8];
	unsigned long from = 0, found = 0;

	(void)snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	FILE *maps = fopen(path, "re");
	while (maps != NULL && found == 0 && fgets(line, sizeof(line), maps) != NULL)
		if (sscanf(line, "%lx-%*x %7s", &from, flags) == 2 && flags[1] == 'w')
			found = from;
	if (maps != NULL)
		must(fclose(maps), "close");
	return found;
}

static bool by_file(pid_t pid, unsigned long at)
{
	char path[64], byte;

	(void)snprintf(path, sizeof(path), "/proc/%d/mem", pid);
	int fd = open(path, O_RDWR);
	bool done = fd != -1 && pread(fd, &byte, 1, (off_t)at) == 1 &&
		    pwrite(fd, &byte, 1, (off_t)at) == 1;
	if (fd != -1)
		must(close(fd), "close");
	return done;
}

static bool by_call(pid_t pid, unsigned long at)
{
	char byte = 0;
	/* A number that is an address in another process. */
	struct iovec mine = { &byte, 1 }, its = { (void *)at, 1 };

	return process_vm_readv(pid, &mine, 1, &its, 1, 0) == 1 &&
	       process_vm_writev(pid, &mine, 1, &its, 1, 0) == 1;
}

static bool writes(pid_t pid, char *words[])
{
	if (is_way(words, "attach"))
		return ptrace(PTRACE_ATTACH, pid, 0, 0) == 0;
	if (is_way(words, "seize"))
		return ptrace(PTRACE_SEIZE, pid, 0, 0) == 0;
	unsigned long at = writable(pid);
	return is_way(words, "file") ? by_file(pid, at) : by_call(pid, at);
}

static void write_into_others(int peer, char *words[])
{
	if (peer != -1)
		reach_others(1, writes, words);
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, write_into_others);
}
