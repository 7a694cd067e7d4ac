#include "memory.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "launch.h"

/* Looks are more frequent than that, and one costs some 10 us a process. */
static const int64_t EVERY_NS = 50 * 1000000LL;

/* proc(5), /proc/PID/statm: the second number are pages in memory, shared ones included. */
static int64_t resident(pid_t pid)
{
	char path[64];
	long pages = 0;
	FILE *file;

	(void)snprintf(path, sizeof(path), "/proc/%d/statm", pid);
	file = fopen(path, "re");
	if (!file)
		return 0;
	if (fscanf(file, "%*d %ld", &pages) != 1)
		pages = 0;
	(void)fclose(file);
	return pages * sysconf(_SC_PAGESIZE);
}

/* The same with shared pages shared out, which takes the kernel longer: "Pss:" in kB. */
static int64_t proportional(pid_t pid)
{
	char path[64], line[128];
	long kilobytes = 0;
	FILE *file;

	(void)snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", pid);
	file = fopen(path, "re");
	if (!file)
		return resident(pid);
	while (!kilobytes && fgets(line, sizeof(line), file))
		(void)sscanf(line, "Pss: %ld", &kilobytes);
	(void)fclose(file);
	return kilobytes * 1024;
}

/* Files in memory of which one has been counted, as other processes may hold the same. */
struct counted {
	ino_t inode[1024];
	int count;
};

static bool is_new(struct counted *counted, ino_t inode)
{
	const int room = (int)(sizeof(counted->inode) / sizeof(*counted->inode));

	for (int i = 0; i < counted->count; i++)
		if (counted->inode[i] == inode)
			return false;
	if (counted->count < room)
		counted->inode[counted->count++] = inode;
	return true;
}

/* What nobody has a name for is in memory: memfd_create(2), open(2), O_TMPFILE. */
static int64_t nameless_files(pid_t pid, struct counted *counted)
{
	char path[64];
	int64_t bytes = 0;
	struct dirent *entry;
	struct stat info;
	DIR *folder;

	(void)snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	folder = opendir(path);
	while (folder && (entry = readdir(folder)))
		if (fstatat(dirfd(folder), entry->d_name, &info, 0) == 0 &&
		    S_ISREG(info.st_mode) && !info.st_nlink && is_new(counted, info.st_ino))
			bytes += info.st_blocks * 512;	/* stat(2) */
	if (folder)
		(void)closedir(folder);
	return bytes;
}

/* Of all roles, in bytes: quick, and never less than there is. */
static int64_t most_held(const struct run *run)
{
	int64_t all = 0;

	for (int i = 0; i < PROCESSES_MAX; i++) {
		const struct process *process = &run->all.process[i];

		if (process->pid && !process->ended)
			all += resident(process->pid);
	}
	for (int i = 0; i < run->started; i++)
		all += run->part[i].memory_files * FILE_SIZE_MAX;
	return all;
}

/* The same, as it is; @most: the role with the most of it */
static int64_t held(const struct run *run, int *most)
{
	int64_t by_role[ROLES_MAX] = { 0 }, all = 0;
	struct counted counted = { .count = 0 };

	*most = 0;
	for (int i = 0; i < PROCESSES_MAX; i++) {
		const struct process *process = &run->all.process[i];

		if (process->pid && !process->ended)
			by_role[process->role] += proportional(process->pid) +
						  nameless_files(process->pid, &counted);
	}
	for (int i = 0; i < run->started; i++) {
		all += by_role[i];
		if (by_role[i] > by_role[*most])
			*most = i;
	}
	return all;
}

bool memory_is_exceeded(struct run *run, char *because, size_t len)
{
	int64_t now_ns = monotonic_ns(), bytes;
	int most;

	if (now_ns - run->memory_seen_ns < EVERY_NS)
		return false;
	run->memory_seen_ns = now_ns;
	if (most_held(run) <= run->cast->memory_max)
		return false;
	bytes = held(run, &most);
	if (bytes <= run->cast->memory_max)
		return false;
	(void)snprintf(because, len, "%lld MiB, most of it of %s",
		       (long long)(bytes >> 20),
		       run->cast->role[most].name);
	return true;
}
