#include "tracer/kernel.h"

#include <errno.h>
#include <linux/audit.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/* After <sys/ptrace.h>, which declares what it needs and lacks this one. */
#include <linux/ptrace.h>

#include "tracer/registers.h"
#include "tracer/told.h"

/* What the filter's stops say of a call by another gate than the machine's own: seccomp.c. */
enum { BY_ANOTHER_GATE = 1 };

static struct {
	const char *name, *stand_in;
	bool is_lacked;
} means_of[MEANS_COUNT] = {
	[MEANS_TRACING] = { "tracing", "told", false },
	[MEANS_SYSCALL_INFO] = { "syscall-info", "registers", false },
	[MEANS_MEMORY] = { "memory", "words", false },
	[MEANS_DESCRIPTORS] = { "descriptors", "tables", false },
	[MEANS_PLACE] = { "place", "a-while", false },
	[MEANS_NAMESPACES] = { "namespaces", "one-network", false },
};

const char *kernel_stand_in(enum means means)
{
	return means_of[means].stand_in;
}

bool kernel_lacks(enum means means)
{
	return means_of[means].is_lacked;
}

int kernel_do_without(const char *name)
{
	for (int i = 0; i < MEANS_COUNT; i++)
		if (strcmp(means_of[i].name, name) == 0) {
			means_of[i].is_lacked = true;
			return 0;
		}
	return -EINVAL;
}

/* "net:[4026531840]", or nothing where it cannot be read. */
static void read_namespace(pid_t pid, const char *namespace, char text[64])
{
	char path[64];
	ssize_t len;

	(void)snprintf(path, sizeof(path), "/proc/%d/ns/%s", pid, namespace);
	len = readlink(path, text, 63);
	text[len > 0 ? len : 0] = '\0';
}

bool process_is_elsewhere(pid_t pid, pid_t other, const char *namespace)
{
	char its[64], others[64];

	if (kernel_lacks(MEANS_NAMESPACES))
		return false;
	read_namespace(pid, namespace, its);
	read_namespace(other, namespace, others);
	return *its && *others && strcmp(its, others) != 0;
}

static bool tells_place(pid_t child)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/%d/syscall", child);
	return access(path, R_OK) == 0;
}

/* What the child has open is no matter: a kernel that could lend it says EBADF. */
static bool lends_descriptors(pid_t child)
{
	int process = (int)syscall(SYS_pidfd_open, child, 0);
	int lent = process < 0 ? -1 : (int)syscall(SYS_pidfd_getfd, process, STDIN_FILENO, 0);
	bool does = process >= 0 && (lent >= 0 || errno == EBADF);

	if (lent >= 0)
		(void)close(lent);
	if (process >= 0)
		(void)close(process);
	return does;
}

/* User-Mode Linux answers to a request that it lacks with EIO: arch/um/kernel/ptrace.c. */
static void look_by_tracing(pid_t child)
{
	struct ptrace_syscall_info info;
	char byte = 0, own = 0;
	struct iovec here = { &own, 1 }, there = { &byte, 1 };

	if (ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof(info), &info) < 0)
		means_of[MEANS_SYSCALL_INFO].is_lacked = true;
	if (process_vm_readv(child, &here, 1, &there, 1, 0) != 1)
		means_of[MEANS_MEMORY].is_lacked = true;
}

static void look_at(pid_t child)
{
	if (!kernel_lacks(MEANS_TRACING))
		look_by_tracing(child);
	if (!tells_place(child))
		means_of[MEANS_PLACE].is_lacked = true;
	if (!lends_descriptors(child))
		means_of[MEANS_DESCRIPTORS].is_lacked = true;
	/* It has been forked, and is where we are. */
	if (process_is_elsewhere(child, getpid(), "net"))
		means_of[MEANS_NAMESPACES].is_lacked = true;
}

static _Noreturn void wait_to_be_looked_at(void)
{
	for (;;)
		(void)pause();
}

static bool stops(pid_t child)
{
	return ptrace(PTRACE_SEIZE, child, 0, 0) == 0 &&
		ptrace(PTRACE_INTERRUPT, child, 0, 0) == 0 && waitpid(child, NULL, __WALL) == child;
}

int kernel_probe(void)
{
	pid_t child = fork();
	int rc = 0;

	if (child < 0)
		return -errno;
	if (child == 0)
		wait_to_be_looked_at();
	if (!kernel_lacks(MEANS_TRACING) && !stops(child))
		rc = -errno;
	else
		look_at(child);
	(void)kill(child, SIGKILL);
	while (waitpid(child, NULL, __WALL) == -1 && errno == EINTR)
		;
	return rc;
}

static int ask(pid_t tid, struct ptrace_syscall_info *info)
{
	return ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof(*info), info) < 0 ? -errno : 0;
}

int kernel_ask_entry(pid_t tid, struct ptrace_syscall_info *info)
{
	unsigned long gate;

	if (kernel_lacks(MEANS_TRACING))
		return told_ask_entry(tid, info);
	if (!kernel_lacks(MEANS_SYSCALL_INFO))
		return ask(tid, info);
	if (ptrace(PTRACE_GETEVENTMSG, tid, 0, &gate) < 0)
		return -errno;
	return registers_at_entry(tid, gate == BY_ANOTHER_GATE, info);
}

bool kernel_enters_late(pid_t tid)
{
	static enum { UNKNOWN, AT_ONCE, LATE } entry;
	struct ptrace_syscall_info info;

	if (kernel_lacks(MEANS_TRACING) || !kernel_lacks(MEANS_SYSCALL_INFO))
		return false;
	if (entry == UNKNOWN && registers_at_return(tid, &info) == 0)
		entry = info.exit.rval == -ENOSYS ? LATE : AT_ONCE;
	return entry == LATE;
}

int kernel_ask_return(pid_t tid, struct ptrace_syscall_info *info)
{
	if (kernel_lacks(MEANS_TRACING))
		return told_ask_return(tid, info);
	return kernel_lacks(MEANS_SYSCALL_INFO) ? registers_at_return(tid, info) : ask(tid, info);
}

pid_t kernel_ask_child(pid_t tid)
{
	unsigned long child = 0;

	if (kernel_lacks(MEANS_TRACING))
		return told_child(tid);
	return ptrace(PTRACE_GETEVENTMSG, tid, 0, &child) < 0 ? 0 : (pid_t)child;
}

int kernel_ask_signal(pid_t tid, siginfo_t *info)
{
	if (kernel_lacks(MEANS_TRACING))
		return told_siginfo(tid, info);
	return ptrace(PTRACE_GETSIGINFO, tid, 0, info) < 0 ? -errno : 0;
}

int kernel_set_size(pid_t tid, uint64_t size)
{
	if (!kernel_lacks(MEANS_TRACING))
		return registers_set_argument(tid, 2, size);
	told_set_size(tid, size);
	return 0;
}

int kernel_skip_call(pid_t tid, int error)
{
	if (!kernel_lacks(MEANS_TRACING))
		return registers_skip_call(tid, error);
	told_fail(tid, error);
	return 0;
}
