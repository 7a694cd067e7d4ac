#include "calls/memory.h"

#include <errno.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

#include "tracer/kernel.h"
#include "tracer/told.h"

/* Of the word that a byte at @address is in, the part from it on: a word lies in one page. */
struct part {
	void *word;
	size_t at, len;
};

static struct part part_of(uint64_t address, size_t most)
{
	size_t at = address % sizeof(long), len = sizeof(long) - at;

	return (struct part){ (void *)(uintptr_t)(address - at), at, len < most ? len : most };
}

enum way { FROM_THREAD, TO_THREAD };

/* Where it is written to, what else is in a word stays as it is. Return: bytes copied */
static size_t copy_words(pid_t pid, uint64_t address, char *ours, size_t len, enum way way)
{
	size_t done = 0;

	while (done < len) {
		struct part part = part_of(address + done, len - done);
		long word;
		char *theirs = (char *)&word + part.at;

		errno = 0;
		word = ptrace(PTRACE_PEEKDATA, pid, part.word, 0);
		if (errno)
			break;
		memcpy(way == TO_THREAD ? theirs : ours + done,
		       way == TO_THREAD ? ours + done : theirs, part.len);
		if (way == TO_THREAD && ptrace(PTRACE_POKEDATA, pid, part.word, word) < 0)
			break;
		done += part.len;
	}
	return done;
}

size_t tracee_read(pid_t pid, uint64_t address, void *to, size_t len)
{
	struct iovec here = { to, len };
	struct iovec there = { (void *)(uintptr_t)address, len };
	ssize_t done;

	if (!address || !len)
		return 0;
	if (kernel_lacks(MEANS_TRACING))
		return told_read(pid, address, to, len);
	if (kernel_lacks(MEANS_MEMORY))
		return copy_words(pid, address, to, len, FROM_THREAD);
	done = process_vm_readv(pid, &here, 1, &there, 1, 0);
	return done < 0 ? 0 : (size_t)done;
}

size_t tracee_write(pid_t pid, uint64_t address, const void *from, size_t len)
{
	struct iovec here = { (void *)(uintptr_t)from, len };
	struct iovec there = { (void *)(uintptr_t)address, len };
	ssize_t done;

	if (!address || !len || kernel_lacks(MEANS_TRACING))
		return 0;
	if (kernel_lacks(MEANS_MEMORY))
		return copy_words(pid, address, here.iov_base, len, TO_THREAD);
	done = process_vm_writev(pid, &here, 1, &there, 1, 0);
	return done < 0 ? 0 : (size_t)done;
}

/* Seconds, and a part of a second in units of @part_ns. */
static int64_t time_ns(pid_t pid, uint64_t address, int64_t part_ns)
{
	int64_t time[2];

	if (tracee_read(pid, address, time, sizeof(time)) != sizeof(time))
		return WAITS_FOR_EVER;
	return time[0] < 0 || time[0] > INT32_MAX ? WAITS_FOR_EVER :
						    time[0] * 1000000000 + time[1] * part_ns;
}

int64_t tracee_timespec_ns(pid_t pid, uint64_t address)
{
	return time_ns(pid, address, 1);
}

int64_t tracee_timeval_ns(pid_t pid, uint64_t address)
{
	return time_ns(pid, address, 1000);
}
