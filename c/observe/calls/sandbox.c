/* sandbox: the calls by which a program locks itself in. */
#include "calls/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>

#include "calls/arguments.h"
#include "calls/reach.h"

void sandbox_entered(struct run *run, const struct thread *thread, uint64_t flags)
{
	int role = thread->process->role;

	if (flags & CLONE_NEWNET)
		run_lost(run, role, LOST_NETWORK, "it has a network of its own");
	if (flags & CLONE_NEWPID)
		run_lost(run, role, LOST_PROCESSES, "it numbers processes of its own");
}

void sandbox_may_enter(struct run *run, const struct thread *thread)
{
	sandbox_entered(run, thread, thread->call.argument[0]);
}

static void has_unshared(struct run *run, struct thread *thread)
{
	sandbox_may_enter(run, thread);
}

/* (fd, type): a type of 0 is any, of which there may be several: setns(2) */
static void may_join(struct run *run, const struct thread *thread)
{
	uint64_t type = thread->call.argument[1];

	sandbox_entered(run, thread, type ? type : CLONE_NEWNET | CLONE_NEWPID);
}

static void has_joined(struct run *run, struct thread *thread)
{
	may_join(run, thread);
}

/* A filter of its own goes before the observer's wherever it forbids more: seccomp(2). */
static void has_filtered(struct run *run, struct thread *thread)
{
	run_lost(run, thread->process->role, LOST_CALLS, "it filters its own calls");
}

/*
 * Of a filter with a supervisor the calls that it lets through do not stop for the observer, and
 * nothing of them could be refused: seccomp_unotify(2). It fails as if there were another already.
 */
static int has_supervisor(struct run *run, const struct thread *thread)
{
	(void)run;
	return thread->call.argument[1] & SECCOMP_FILTER_FLAG_NEW_LISTENER ? EBUSY : 0;
}

static const struct call_uses FILTERS = {
	{ SECCOMP_SET_MODE_STRICT, SECCOMP_SET_MODE_FILTER }, 2, 0, 0
};
static const struct call_uses SETS_SECCOMP = { { PR_SET_SECCOMP }, 1, 0, 0 };

/* Opened to be written to: open(2). What openat2(2) is asked for lies in memory. */
static const struct call_uses WRITES = { { O_WRONLY, O_RDWR, O_ACCMODE }, 3, 1, O_ACCMODE };
static const struct call_uses WRITES_AT = { { O_WRONLY, O_RDWR, O_ACCMODE }, 3, 2, O_ACCMODE };

/* clang-format off */
const struct call_kind SANDBOX_CALLS[] = {
	{ .name = "seccomp", .uses = &FILTERS, .refuses = has_supervisor,
	  .effect = has_filtered },
	{ .name = "prctl", .uses = &SETS_SECCOMP, .effect = has_filtered },
	/* Where it goes we cannot lay covers: there it may be root. */
	{ .name = "unshare", .refuses = reach_covered, .effect = has_unshared,
	  .undecoded = sandbox_may_enter },
	{ .name = "setns", .traits = ON_FD, .refuses = reach_covered, .effect = has_joined,
	  .undecoded = may_join },
	/* Who goes to a folder first, and asks for a socket then, is in the covered one. */
	{ .name = "chdir", .traits = IS_NOT_TOLD, .refuses = reach_covered },
	{ .name = "fchdir", .traits = IS_NOT_TOLD, .refuses = reach_covered },
	{ .name = "open", .traits = IS_NOT_TOLD, .uses = &WRITES, .refuses = reach_covered },
	{ .name = "openat", .traits = IS_NOT_TOLD, .uses = &WRITES_AT, .refuses = reach_covered },
	{ .name = "openat2", .traits = IS_NOT_TOLD, .refuses = reach_covered },
	{ .name = "creat", .traits = IS_NOT_TOLD, .refuses = reach_covered },
	{ .name = NULL }
};
/* clang-format on */
