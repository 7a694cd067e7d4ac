#include "tracer/tracee.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "channel.h"
#include "clock.h"
#include "tracer/kernel.h"

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

static struct thread **bucket_of(struct processes *all, pid_t tid)
{
	return &all->bucket[(size_t)tid % THREADS_MAX];
}

struct process *process_find(struct processes *all, pid_t pid)
{
	return process_at(all->process, pid, pid);
}

struct thread *thread_find(struct processes *all, pid_t tid)
{
	struct thread *thread = *bucket_of(all, tid);

	while (thread && thread->tid != tid)
		thread = thread->next;
	return thread;
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

/* One that has been used, if there is one. */
static struct thread *new_thread(struct processes *all)
{
	struct thread *thread = all->free;

	if (all->threads == THREADS_MAX)
		return NULL;
	if (!thread)
		return malloc(sizeof(*thread));
	all->free = thread->next;
	return thread;
}

struct thread *thread_add(struct processes *all, pid_t tid)
{
	struct thread **bucket = bucket_of(all, tid);
	struct thread *thread = new_thread(all);

	if (!thread)
		return NULL;
	*thread = (struct thread){ .tid = tid, .place = all->threads, .next = *bucket };
	*bucket = all->thread[all->threads++] = thread;
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
	struct thread **link = bucket_of(all, thread->tid);
	struct thread *last = all->thread[--all->threads];

	while (*link != thread)
		link = &(*link)->next;
	*link = thread->next;
	last->place = thread->place;
	all->thread[last->place] = last;
	*thread = (struct thread){ .next = all->free };
	all->free = thread;
}

int64_t process_timer_ns(const struct process *process)
{
	/* What a timer sets off has begun when it is due; this much later it is seen, too. */
	const int64_t slack_ns = 10 * 1000000LL;
	int64_t now_ns = monotonic_ns(), next_ns = WAITS_FOR_EVER;

	for (int i = 0; i < TIMERS; i++) {
		int64_t due_ns = process->timer[i].due_ns;

		/* Of one that goes off again and again it is not known when: soon. */
		if (due_ns == INT64_MAX)
			next_ns = 0;
		else if (due_ns > now_ns - slack_ns && due_ns - now_ns < next_ns)
			next_ns = due_ns - now_ns;
	}
	return next_ns < 0 ? 0 : next_ns;
}

/* In status, a mask in hexadecimal, whose lowest bit is signal 1: proc(5). */
bool process_blocks(pid_t pid, int signal)
{
	char text[4096];
	const char *mask = read_of_thread(pid, pid, "status", text, sizeof(text)) < 0 ?
				   NULL :
				   strstr(text, "\nSigBlk:");

	return mask && strtoull(mask + strlen("\nSigBlk:"), NULL, 16) >> (signal - 1) & 1;
}

/* PTRACE_LISTEN shows a thread that job control has stopped as traced, 't'. */
char thread_state(const struct thread *thread)
{
	char state = process_state(thread->process->pid, thread->tid);

	return state == 't' && thread->in_group_stop ? 'T' : state;
}

/* /proc/PID/task/TID/schedstat: Documentation/scheduler/sched-stats.rst. */
struct schedule thread_schedule(const struct thread *thread)
{
	char text[128];
	unsigned long long ran = 0, queued = 0, timeslices = 0;

	if (read_of_thread(thread->process->pid, thread->tid, "schedstat", text, sizeof(text)) <
		    0 ||
	    sscanf(text, "%llu %llu %llu", &ran, &queued, &timeslices) != 3)
		return (struct schedule){ 0 };
	return (struct schedule){ (int64_t)(ran + queued), timeslices };
}

int64_t own_delay_ns(void)
{
	char text[128];
	unsigned long long ran, queued = 0;

	if (read_of_thread(getpid(), getpid(), "schedstat", text, sizeof(text)) < 0 ||
	    sscanf(text, "%llu %llu", &ran, &queued) != 2)
		return 0;
	return (int64_t)queued;
}

/*
 * Where a thread that shows S may be on its way still: so long it takes gVisor to run the beginning
 * of a program, from one call that is seen to the next, on a machine with other work.
 */
static const int64_t A_WHILE_NS = 30000000;

bool thread_sleeps(const struct thread *thread)
{
	char text[256];

	if (kernel_lacks(MEANS_PLACE))
		return monotonic_ns() - thread->resumed_ns > A_WHILE_NS;
	if (read_of_thread(thread->process->pid, thread->tid, "syscall", text, sizeof(text)) < 0)
		return true;	/* it has just ended */
	return strncmp(text, "running", 7) != 0;
}

/* futex(2): FUTEX_WAIT waits for a time, all others that take one until a time. */
static int64_t futex_left_ns(pid_t tid, unsigned operation, uint64_t at)
{
	int64_t time[2], time_ns;

	if (tracee_read(tid, at, time, sizeof(time)) != sizeof(time) || time[0] > INT32_MAX)
		return WAITS_FOR_EVER;
	time_ns = time[0] * 1000000000 + time[1];
	if ((operation & (unsigned)FUTEX_CMD_MASK) == FUTEX_WAIT)
		return time_ns;
	time_ns -= operation & FUTEX_CLOCK_REALTIME ? clock_ns() : monotonic_ns();
	return time_ns < 0 ? 0 : time_ns;
}

int64_t thread_futex_ns(const struct thread *thread)
{
	char text[256];
	unsigned operation;
	unsigned long timeout;
	long number;

	if (read_of_thread(thread->process->pid, thread->tid, "syscall", text, sizeof(text)) < 0 ||
	    sscanf(text, "%ld 0x%*x 0x%x 0x%*x 0x%lx", &number, &operation, &timeout) != 3 ||
	    number != SYS_futex)
		return WAITS_FOR_EVER;
	switch (operation & (unsigned)FUTEX_CMD_MASK) {
	case FUTEX_WAIT:
	case FUTEX_WAIT_BITSET:
	case FUTEX_LOCK_PI:
	case FUTEX_WAIT_REQUEUE_PI:
		return timeout ? futex_left_ns(thread->tid, operation, timeout) : WAITS_FOR_EVER;
	default:
		return WAITS_FOR_EVER;
	}
}

static bool is_channel(int fd)
{
	return kernel_lacks(MEANS_TRACING) && fd >= CHANNEL_FD;
}

int process_highest_fd(pid_t pid)
{
	char path[64];
	struct dirent *entry;
	int highest = -1;
	DIR *folder;

	(void)snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	folder = opendir(path);
	while (folder && (entry = readdir(folder))) {
		int fd = entry->d_name[0] == '.' ? -1 : atoi(entry->d_name);

		if (fd > highest && !is_channel(fd))
			highest = fd;
	}
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
