/*
 * ring: what a program has done through a ring stops nobody (io_uring(7)), so each ring is told
 * what it must not do.
 *
 * A ring can be made so that it takes nothing yet (IORING_SETUP_R_DISABLED); then it can be
 * restricted, once, and enabled: io_uring_register(2). So each is made in that way, whatever the
 * program has asked for. Before the call returns, the observer restricts it by a descriptor of its
 * own, and enables it unless the program wants to do that itself. What no ring may do is to make a
 * socket, because there nobody sees of which family (calls/socket.c): EACCES. All else is allowed.
 *
 * A ring that one thread only may use (IORING_SETUP_SINGLE_ISSUER) would be the one's who enables
 * it: ours. So that is not asked for, nor what depends on it: both are there to save time.
 *
 * Its flags lie in the program's memory, where another thread may change them after we have. Then
 * the ring cannot be restricted, and that is the end of the run.
 */
#include <errno.h>
#include <linux/io_uring.h>
#include <signal.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "calls/effect.h"
#include "calls/reach.h"
#include "text/names.h"

/* Since Linux 6.5, so not in every header: it has a place in a table instead of a descriptor. */
static const uint32_t HAS_NO_DESCRIPTOR = 1u << 15;

static const uint32_t OF_ONE_THREAD = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN;

/* As many as there may ever be, since each is told by a byte. */
enum { OPERATIONS_MAX = 256, ROWS_MAX = OPERATIONS_MAX + IORING_REGISTER_LAST + 1 };

static uint64_t flags_at(const struct call *call)
{
	return call->argument[1] ? call->argument[1] + offsetof(struct io_uring_params, flags) : 0;
}

/* (entries, parameters) */
static void enter_setup(struct call *call, pid_t pid)
{
	(void)tracee_read(pid, flags_at(call), &call->ring_flags, sizeof(call->ring_flags));
}

static bool set_flags(const struct thread *thread, uint32_t flags)
{
	return tracee_write(thread->tid, flags_at(&thread->call), &flags, sizeof(flags)) ==
	       sizeof(flags);
}

/* By the gate of another architecture no return is awaited, at which it could be restricted. */
static int made_without_use(struct run *run, const struct thread *thread)
{
	const uint32_t asked = thread->call.ring_flags;
	int error = reach_covered(run, thread);

	if (error)
		return error;
	if (thread->call.foreign)
		return ENOSYS;
	if (asked & HAS_NO_DESCRIPTOR)
		return EINVAL;
	return set_flags(thread, (asked & ~OF_ONE_THREAD) | IORING_SETUP_R_DISABLED) ? 0 : EFAULT;
}

static int ask(int ring, unsigned what, void *argument, unsigned count)
{
	return syscall(SYS_io_uring_register, ring, what, argument, count) < 0 ? -errno : 0;
}

/* The last that this kernel knows: it allows no other. */
static unsigned last_operation(int ring)
{
	union {
		struct io_uring_probe head;
		char room[sizeof(struct io_uring_probe) +
			  OPERATIONS_MAX * sizeof(struct io_uring_probe_op)];
	} probe = { 0 };

	return ask(ring, IORING_REGISTER_PROBE, &probe, OPERATIONS_MAX) ? 0 : probe.head.last_op;
}

/* Return: how many rows */
static unsigned allow_operations(struct io_uring_restriction row[], unsigned last)
{
	unsigned count = 0;

	for (unsigned i = 0; i <= last; i++)
		if (i != IORING_OP_SOCKET)
			row[count++] = (struct io_uring_restriction){
				.opcode = IORING_RESTRICTION_SQE_OP, .sqe_op = (uint8_t)i };
	row[count++] = (struct io_uring_restriction){
		.opcode = IORING_RESTRICTION_SQE_FLAGS_ALLOWED, .sqe_flags = UINT8_MAX };
	return count;
}

/* Of what can be registered a kernel may know less than our header has: it takes none then. */
static int restrict_ring(int ring)
{
	struct io_uring_restriction row[ROWS_MAX] = { 0 };
	unsigned operations = allow_operations(row, last_operation(ring));
	int rc = -EINVAL;

	for (unsigned i = 0; i < IORING_REGISTER_LAST; i++)
		row[operations + i] = (struct io_uring_restriction){
			.opcode = IORING_RESTRICTION_REGISTER_OP, .register_op = (uint8_t)i };
	for (unsigned i = IORING_REGISTER_LAST; rc == -EINVAL && i; i--)
		rc = ask(ring, IORING_REGISTER_RESTRICTIONS, row, operations + i);
	return rc;
}

static int bring_into_use(const struct thread *thread)
{
	const uint32_t asked = thread->call.ring_flags;
	int ring = descriptor_borrow(thread->process->pid, (int)thread->call.result);
	int rc = ring < 0 ? -EBADF : restrict_ring(ring);

	if (!rc && !(asked & IORING_SETUP_R_DISABLED))
		rc = ask(ring, IORING_REGISTER_ENABLE_RINGS, NULL, 0);
	if (ring >= 0)
		(void)close(ring);
	return rc || set_flags(thread, asked) ? rc : -EFAULT;
}

static void has_a_ring(struct run *run, struct thread *thread)
{
	int rc = bring_into_use(thread);

	thread->process->has_ring = true;
	run_lost(run, thread->process->role, LOST_CALLS,
		 "it uses io_uring, by which nobody can make a socket here");
	if (!rc)
		return;
	/* At once: while the run is wound up it could still use the ring. */
	(void)kill(thread->process->pid, SIGKILL);
	run_broken(run, "cannot restrict a ring of io_uring: %s", errno_name(-rc));
}

/* clang-format off */
const struct call_kind RING_CALLS[] = {
	{ .name = "io_uring_setup", .traits = MAKES_FD, .enter = enter_setup,
	  .refuses = made_without_use, .effect = has_a_ring },
	{ .name = "io_uring_enter" },
	{ .name = NULL }
};
/* clang-format on */
