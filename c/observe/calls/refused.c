/*
 * refused: calls that no socket program needs, and that reach what no namespace holds.
 *
 * Keys outlive a run and belong to the user (keyrings(7)); a BPF program, a performance counter and
 * a page fault handler act on the kernel from within. They fail as on a kernel that was built
 * without them.
 */
#include <errno.h>

#include "run.h"

static int never(struct run *run, const struct thread *thread)
{
	(void)run;
	(void)thread;
	return ENOSYS;
}

/* clang-format off */
const struct call_kind REFUSED_CALLS[] = {
	{ .name = "add_key", .refuses = never },
	{ .name = "request_key", .refuses = never },
	{ .name = "keyctl", .refuses = never },
	{ .name = "bpf", .refuses = never },
	{ .name = "perf_event_open", .refuses = never },
	{ .name = "userfaultfd", .refuses = never },
	{ .name = NULL }
};
/* clang-format on */
