/*
 * bounded: what the kernel counts for the whole machine, or not at all, and of which a role gets so
 * much and no more.
 *
 * How much it has asked for is counted, not what it still has: a process's contexts go with it, and
 * sets of semaphores with whoever removes them. The bounds are far above what a program of sockets
 * asks for in the time of a run, and what is beyond them fails as where the kernel's own is met.
 */
#include <errno.h>
#include <sys/ipc.h>

#include "launch.h"

/* Events of asynchronous I/O: 65,536 a machine (fs.aio-max-nr, proc_sys_fs(5)). */
static const int64_t EVENTS_OF_AIO = 4096;

/* 64 bytes each: 64 MiB. The kernel would give 32,000 sets of 32,000: semget(2), "SEMMNS". */
static const int64_t SEMAPHORES = 1 << 20;

/* 16 KiB each: 16 MiB. The kernel would give 32,000: msgget(2), "MSGMNI". */
static const int64_t QUEUES = 1024;

static int take(int64_t *asked, uint64_t more, int64_t most, int error)
{
	if (more > (uint64_t)most || *asked + (int64_t)more > most)
		return error;
	*asked += (int64_t)more;
	return 0;
}

static struct asked *asked_by(struct run *run, const struct thread *thread)
{
	return &run->part[thread->process->role].asked;
}

/* (events, context) */
static int bounded_contexts(struct run *run, const struct thread *thread)
{
	return take(&asked_by(run, thread)->events_of_aio, (unsigned)thread->call.argument[0],
		    EVENTS_OF_AIO, EAGAIN);
}

/* Is one made, or only found? */
static bool makes_one(uint64_t key, uint64_t flags)
{
	return (key_t)key == IPC_PRIVATE || flags & IPC_CREAT;
}

/* (key, count, flags) */
static int bounded_semaphores(struct run *run, const struct thread *thread)
{
	const uint64_t *argument = thread->call.argument;

	if (!makes_one(argument[0], argument[2]))
		return 0;
	return take(&asked_by(run, thread)->semaphores, (unsigned)argument[1], SEMAPHORES, ENOSPC);
}

/* (key, flags) */
static int bounded_queues(struct run *run, const struct thread *thread)
{
	const uint64_t *argument = thread->call.argument;

	if (!makes_one(argument[0], argument[1]))
		return 0;
	return take(&asked_by(run, thread)->queues, 1, QUEUES, ENOSPC);
}

/*
 * Of memory nothing is refused here: it is counted once somebody has written to it (memory.h). This
 * is the most that it can come to, of both.
 */
static int asks_for_memory(struct run *run, const struct thread *thread, uint64_t more)
{
	struct asked *asked = asked_by(run, thread);

	if (more > (uint64_t)(INT64_MAX - asked->memory))
		asked->memory = INT64_MAX;
	else
		asked->memory += (int64_t)more;
	return 0;
}

/* (key, size, flags) */
static int counts_shared_memory(struct run *run, const struct thread *thread)
{
	return asks_for_memory(run, thread, thread->call.argument[1]);
}

static int counts_memory_file(struct run *run, const struct thread *thread)
{
	return asks_for_memory(run, thread, FILE_SIZE_MAX);
}

/* clang-format off */
const struct call_kind BOUNDED_CALLS[] = {
	{ .name = "memfd_create", .traits = MAKES_FD, .refuses = counts_memory_file },
	{ .name = "shmget", .refuses = counts_shared_memory },
	{ .name = "semget", .refuses = bounded_semaphores },
	{ .name = "msgget", .refuses = bounded_queues },
	{ .name = "io_setup", .refuses = bounded_contexts },
	{ .name = NULL }
};
/* clang-format on */
