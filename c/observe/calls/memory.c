#include "calls/memory.h"

#include <sys/uio.h>

size_t tracee_read(pid_t pid, uint64_t address, void *to, size_t len)
{
	struct iovec here = { to, len };
	struct iovec there = { (void *)(uintptr_t)address, len };
	ssize_t done;

	if (!address || !len)
		return 0;
	done = process_vm_readv(pid, &here, 1, &there, 1, 0);
	return done < 0 ? 0 : (size_t)done;
}

size_t tracee_write(pid_t pid, uint64_t address, const void *from, size_t len)
{
	struct iovec here = { (void *)(uintptr_t)from, len };
	struct iovec there = { (void *)(uintptr_t)address, len };
	ssize_t done;

	if (!address || !len)
		return 0;
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
