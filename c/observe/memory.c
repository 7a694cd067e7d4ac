#include "memory.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "wire/buffers.h"

/* Looks at a run are more frequent than that, and one here costs some 10 us a process. */
static const int64_t EVERY_NS = 50 * 1000000LL;

/* Of who has thousands of sockets one takes much longer, and gets a tenth of the time at most. */
enum { PAUSE_AFTER = 9 };

/** What is held, in bytes; of a role, or of all. */
struct held {
	int64_t pages;		/* of its processes, shared ones shared out */
	int64_t own;		/* … of which so many are shared with nobody */
	int64_t tables;		/* of these pages, and of addresses that were only read */
	int64_t files;		/* in memory, without a name, that somebody has open */
	int64_t may_share;	/* no more than that is of shared memory, wherever it is */
	int64_t sockets;	/* descriptors of them */
};

/* Files in memory of which one has been counted, as other processes may hold the same. */
struct counted {
	ino_t inode[1024];
	int count;
};

static FILE *open_of(pid_t pid, const char *name)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	return fopen(path, "re");
}

/* proc_pid_statm(5): bytes that it has addresses for; @resident: … that are in memory */
static int64_t addressed(pid_t pid, int64_t *resident)
{
	FILE *file = open_of(pid, "statm");
	long pages = 0, present = 0;

	*resident = 0;
	if (!file)
		return 0;
	if (fscanf(file, "%ld %ld", &pages, &present) != 2)
		pages = present = 0;
	(void)fclose(file);
	*resident = present * sysconf(_SC_PAGESIZE);
	return pages * sysconf(_SC_PAGESIZE);
}

/* Shared pages shared out, in kB: proc_pid_smaps(5). A kernel may be built without. */
static void add_pages(struct held *held, pid_t pid)
{
	FILE *file = open_of(pid, "smaps_rollup");
	int64_t resident;
	long all, own;
	char line[128];

	if (!file) {
		(void)addressed(pid, &resident);
		held->pages += resident;
	}
	while (file && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "Pss: %ld", &all) == 1)
			held->pages += all * 1024;
		if (sscanf(line, "Pss_Anon: %ld", &own) == 1)
			held->own += own * 1024;
	}
	if (file)
		(void)fclose(file);
}

/* Mappings that are shared, of what has no name (any more): proc_pid_maps(5). */
static void add_shared(struct held *held, pid_t pid)
{
	FILE *file = open_of(pid, "maps");
	unsigned long from, to;
	char line[512], shared;

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "%lx-%lx %*c%*c%*c%c", &from, &to, &shared) == 3 &&
		    shared == 's' && strstr(line, "(deleted)"))
			held->may_share += (int64_t)(to - from);
	if (file)
		(void)fclose(file);
}

/* Tables of all levels, in kB: "VmPTE", proc_pid_status(5). */
static void add_tables(struct held *held, pid_t pid)
{
	FILE *file = open_of(pid, "status");
	long kilobytes = 0;
	char line[128];

	while (file && !kilobytes && fgets(line, sizeof(line), file))
		(void)sscanf(line, "VmPTE: %ld", &kilobytes);
	if (file)
		(void)fclose(file);
	held->tables += kilobytes * 1024;
}

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
static void add_files(struct held *held, pid_t pid, struct counted *counted)
{
	char path[64];
	struct dirent *entry;
	struct stat info;
	DIR *folder;

	(void)snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	folder = opendir(path);
	while (folder && (entry = readdir(folder))) {
		if (fstatat(dirfd(folder), entry->d_name, &info, 0) < 0)
			continue;
		held->sockets += S_ISSOCK(info.st_mode);
		if (S_ISREG(info.st_mode) && !info.st_nlink && is_new(counted, info.st_ino))
			held->files += info.st_blocks * 512;	/* stat(2) */
	}
	if (folder)
		(void)closedir(folder);
}

/*
 * Of the whole machine: proc_meminfo(5). The kernel's own is what it keeps for a process beside its
 * pages, and cannot take back: mappings, open files, namespaces and what is in them, stacks.
 */
static struct machine_memory of_machine(void)
{
	FILE *file = fopen("/proc/meminfo", "re");
	struct machine_memory now = { 0 };
	char line[128], name[32];
	long kilobytes;

	while (file && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%31[^:]: %ld", name, &kilobytes) != 2)
			continue;
		if (!strcmp(name, "Shmem"))
			now.shared = kilobytes * 1024;
		else if (!strcmp(name, "PageTables"))
			now.tables = kilobytes * 1024;
		else if (!strcmp(name, "SUnreclaim") || !strcmp(name, "VmallocUsed") ||
			 !strcmp(name, "Percpu"))
			now.kernel += kilobytes * 1024;
	}
	if (file)
		(void)fclose(file);
	return now;
}

void memory_begin(struct run *run)
{
	run->memory_least = of_machine();
}

static bool is_alive(const struct process *process)
{
	return process->pid && !process->ended;
}

static int64_t least(int64_t one, int64_t other)
{
	return one < other ? one : other;
}

/* More than the least since the run began: what others give back hides nothing of the roles'. */
static struct machine_memory more_than_least(struct run *run)
{
	const struct machine_memory now = of_machine();
	struct machine_memory *of = &run->memory_least;

	of->shared = least(of->shared, now.shared);
	of->tables = least(of->tables, now.tables);
	of->kernel = least(of->kernel, now.kernel);
	return (struct machine_memory){ now.shared - of->shared, now.tables - of->tables,
					now.kernel - of->kernel };
}

/* What a role has asked for, so that a sum does not overflow. */
static int64_t asked_for(const struct role_state *part)
{
	return least(part->asked.memory, INT64_MAX / 4 / ROLES_MAX);
}

/* Of all roles, in bytes: quick, and never less than there is. */
static int64_t most_held(const struct run *run, const struct machine_memory *more)
{
	int64_t all = more->tables + (run->world.net ? buffers_most() : 0), addresses = 0;

	for (int i = 0; i < PROCESSES_MAX; i++) {
		int64_t resident;

		if (!is_alive(&run->all.process[i]))
			continue;
		addresses += addressed(run->all.process[i].pid, &resident);
		all += resident;
	}
	for (int i = 0; i < run->started; i++)
		all += asked_for(&run->part[i]);
	/* Many have addresses for more than they use. */
	if (all + addresses > run->cast->memory_max)
		all += least(addresses, more->shared);
	return all;
}

static void look_at_each(const struct run *run, struct held by_role[ROLES_MAX])
{
	struct counted counted = { .count = 0 };

	for (int i = 0; i < PROCESSES_MAX; i++) {
		const struct process *process = &run->all.process[i];

		if (!is_alive(process))
			continue;
		add_pages(&by_role[process->role], process->pid);
		add_tables(&by_role[process->role], process->pid);
		add_shared(&by_role[process->role], process->pid);
		add_files(&by_role[process->role], process->pid, &counted);
	}
}

/* How much is in nobody's account: @all is what is. */
static int64_t unaccounted(int64_t shared, const struct held *all)
{
	int64_t rest = least(shared, all->may_share) - (all->pages - all->own) - all->files;

	return rest > 0 ? rest : 0;
}

static int64_t share(int64_t of, int64_t part, int64_t whole)
{
	return whole > 0 ? (int64_t)((double)of * (double)part / (double)whole) : 0;
}

/* Who has most of it. */
static int holder(const struct run *run, const struct held by_role[ROLES_MAX],
		  const struct held *all, int64_t hidden, int64_t buffers)
{
	int64_t most = -1;
	int who = 0;

	for (int i = 0; i < run->started; i++) {
		const struct held *one = &by_role[i];
		int64_t bytes = one->pages + one->tables + one->files +
				share(hidden, one->may_share, all->may_share) +
				share(buffers, one->sockets, all->sockets);

		if (bytes > most) {
			most = bytes;
			who = i;
		}
	}
	return who;
}

/* As it is; @who: the role with the most of it */
static int64_t held(const struct run *run, int64_t shared, int *who)
{
	struct held by_role[ROLES_MAX] = { 0 }, all = { 0 };
	int64_t buffers = run->world.net ? buffers_held() : 0, hidden;

	look_at_each(run, by_role);
	for (int i = 0; i < run->started; i++) {
		struct held *one = &by_role[i];

		one->may_share += asked_for(&run->part[i]);
		all.pages += one->pages;
		all.own += one->own;
		all.tables += one->tables;
		all.files += one->files;
		all.may_share += one->may_share;
		all.sockets += one->sockets;
	}
	hidden = unaccounted(shared, &all);
	*who = holder(run, by_role, &all, hidden, buffers);
	return all.pages + all.tables + all.files + hidden + buffers;
}

static bool is_exceeded(struct run *run, char *because, size_t len)
{
	const struct machine_memory more = more_than_least(run);
	int64_t bytes;
	int who;

	if (more.kernel > run->cast->memory_max) {
		(void)snprintf(because, len, "%lld MiB, all of it the kernel's own",
			       (long long)(more.kernel >> 20));
		return true;
	}
	if (most_held(run, &more) <= run->cast->memory_max)
		return false;
	bytes = held(run, more.shared, &who);
	if (bytes <= run->cast->memory_max)
		return false;
	(void)snprintf(because, len, "%lld MiB, most of it of %s", (long long)(bytes >> 20),
		       run->cast->role[who].name);
	return true;
}

bool memory_is_exceeded(struct run *run, bool now, char *because, size_t len)
{
	int64_t began_ns = monotonic_ns(), took_ns;
	bool is;

	if (!now && began_ns < run->memory_next_ns)
		return false;
	is = is_exceeded(run, because, len);
	took_ns = monotonic_ns() - began_ns;
	run->memory_next_ns = began_ns + took_ns +
			      (took_ns * PAUSE_AFTER > EVERY_NS ? took_ns * PAUSE_AFTER : EVERY_NS);
	return is;
}
