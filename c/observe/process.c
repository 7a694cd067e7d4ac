#include "process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "clock.h"

/*
 * Numbers are handed out upwards, so the place `number % PROCESSES_MAX` or one near it
 * is the right one at the first or second look.
 */
static struct process *process_at(struct process *table, pid_t pid, pid_t wanted)
{
	for (size_t i = 0; i < PROCESSES_MAX; i++) {
		struct process *place = &table[((size_t)pid + i) % PROCESSES_MAX];

		if (place->pid == wanted)
			return place;
	}
	return NULL;
}

static struct thread *thread_at(struct thread *table, pid_t tid, pid_t wanted)
{
	for (size_t i = 0; i < PROCESSES_MAX; i++) {
		struct thread *place = &table[((size_t)tid + i) % PROCESSES_MAX];

		if (place->tid == wanted)
			return place;
	}
	return NULL;
}

struct process *process_find(struct processes *all, pid_t pid)
{
	return process_at(all->process, pid, pid);
}

struct thread *thread_find(struct processes *all, pid_t tid)
{
	return thread_at(all->thread, tid, tid);
}

struct process *process_add(struct processes *all, pid_t pid)
{
	struct process *process = process_at(all->process, pid, 0);

	if (!process)
		return NULL;
	*process = (struct process){ .pid = pid };
	all->processes++;
	return process;
}

struct thread *thread_add(struct processes *all, pid_t tid)
{
	struct thread *thread = thread_at(all->thread, tid, 0);

	if (!thread)
		return NULL;
	*thread = (struct thread){ .tid = tid };
	all->threads++;
	return thread;
}

void process_remove(struct processes *all, struct process *process)
{
	files_release(process->files);
	*process = (struct process){ 0 };
	all->processes--;
}

void thread_remove(struct processes *all, struct thread *thread)
{
	*thread = (struct thread){ 0 };
	all->threads--;
}

bool process_is_timed(const struct process *process)
{
	/* What a timer sets off has begun when it is due; this much later it is seen, too. */
	const int64_t slack_ns = 10 * 1000000LL;
	int64_t now_ns = monotonic_ns();

	for (int i = 0; i < TIMERS; i++)
		if (process->timer[i].due_ns > now_ns - slack_ns)
			return true;
	return false;
}

static ssize_t read_proc(const char *path, char *text, size_t len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t done;

	if (fd < 0)
		return -1;
	done = read(fd, text, len - 1);
	(void)close(fd);
	if (done >= 0)
		text[done] = '\0';
	return done;
}

/* What the kernel tells of a thread in one of its files under /proc. */
static ssize_t read_of_thread(pid_t pid, pid_t tid, const char *what, char *text, size_t len)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/%d/task/%d/%s", pid, tid, what);
	return read_proc(path, text, len);
}

/* What follows the name in stat, which stands in brackets and may hold any character: proc(5). */
static const char *read_stat(pid_t pid, pid_t tid, char *text, size_t len)
{
	const char *name_end;

	if (read_of_thread(pid, tid, "stat", text, len) < 0)
		return NULL;
	name_end = strrchr(text, ')');
	return name_end && name_end[1] ? name_end + 2 : NULL;
}

char process_state(pid_t pid, pid_t tid)
{
	char text[512];
	const char *rest = read_stat(pid, tid, text, sizeof(text));

	return rest ? *rest : 0;
}

pid_t process_parent(pid_t pid)
{
	char text[512];
	const char *rest = read_stat(pid, pid, text, sizeof(text));
	int parent;

	return rest && sscanf(rest, "%*c %d", &parent) == 1 ? parent : 0;
}

/* PTRACE_LISTEN shows a thread that job control has stopped as traced, 't'. */
char thread_state(const struct thread *thread)
{
	char state = process_state(thread->process->pid, thread->tid);

	return state == 't' && thread->in_group_stop ? 'T' : state;
}

/* The third number of /proc/PID/task/TID/schedstat (Documentation/scheduler/sched-stats.rst). */
uint64_t thread_turns(const struct thread *thread)
{
	char text[128];
	unsigned long long turns = 0;

	if (read_of_thread(thread->process->pid, thread->tid, "schedstat", text, sizeof(text)) < 0 ||
	    sscanf(text, "%*u %*u %llu", &turns) != 1)
		return 0;
	return turns;
}

bool thread_sleeps(const struct thread *thread)
{
	char text[256];

	if (read_of_thread(thread->process->pid, thread->tid, "syscall", text, sizeof(text)) < 0)
		return true;	/* a kernel without it: then the letter must do */
	return strncmp(text, "running", 7) != 0;
}

bool thread_is_in_timed_futex(const struct thread *thread)
{
	char text[256];
	unsigned long timeout = 0;
	long number = -1;

	if (read_of_thread(thread->process->pid, thread->tid, "syscall", text, sizeof(text)) < 0)
		return false;
	return sscanf(text, "%ld 0x%*x 0x%*x 0x%*x 0x%lx", &number, &timeout) == 2 &&
	       number == SYS_futex && timeout;
}

int process_highest_fd(pid_t pid)
{
	char path[64];
	struct dirent *entry;
	int highest = -1;
	DIR *folder;

	(void)snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	folder = opendir(path);
	while (folder && (entry = readdir(folder)))
		if (entry->d_name[0] != '.' && atoi(entry->d_name) > highest)
			highest = atoi(entry->d_name);
	if (folder)
		(void)closedir(folder);
	return highest;
}

void process_sweep(struct processes *all)
{
	for (int i = 0; i < PROCESSES_MAX; i++) {
		struct process *process = &all->process[i];

		if (process->pid && process->ended && process_is_gone(process->pid))
			process_remove(all, process);
	}
}

bool process_is_gone(pid_t pid)
{
	return process_state(pid, pid) == 0;
}

/* The call of a thread that is in none that is recorded. */
static bool unrecorded_call(pid_t pid, pid_t tid, char *name, size_t len)
{
	char text[256];
	char *known;
	int number;

	if (read_of_thread(pid, tid, "syscall", text, sizeof(text)) < 0 ||
	    sscanf(text, "%d", &number) != 1 || number < 0)
		return false;
	known = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);
	(void)snprintf(name, len, "%s", known ? known : "a call without a name");
	free(known);
	return true;
}

void thread_place(const struct thread *thread, char *text, size_t len)
{
	const struct call *call = &thread->call;

	if (thread->in_group_stop)
		(void)snprintf(text, len, "stopped");
	else if (call->kind && call->fd >= 0)
		(void)snprintf(text, len, "%s(%d)", call->kind->name, call->fd);
	else if (call->kind)
		(void)snprintf(text, len, "%s", call->kind->name);
	else if (!thread->process ||
		 !unrecorded_call(thread->process->pid, thread->tid, text, len))
		(void)snprintf(text, len, "running");
}
