/* descriptor: the calls that make, copy, change and close descriptors of any kind. */
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>

#include "calls/arguments.h"
#include "calls/effect.h"
#include "calls/reach.h"

static void forget_closed(const struct call *call, struct files *files)
{
	if (call->fd >= 0)
		files_forget(files, call->fd);
}

/* (first, last, flags) */
static void enter_close_range(struct call *call, pid_t pid)
{
	(void)pid;
	argument_number(call, "first", (int64_t)(unsigned)call->argument[0]);
	argument_number(call, "last", (int64_t)(unsigned)call->argument[1]);
}

static void forget_range(const struct call *call, struct files *files)
{
	files_forget_range(files, (unsigned)call->argument[0], (unsigned)call->argument[1]);
}

/* (fd, to, …) = fd */
static void enter_dup2(struct call *call, pid_t pid)
{
	(void)pid;
	argument_number(call, "to", (int)call->argument[1]);
}

static void forget_overwritten(const struct call *call, struct files *files)
{
	if (call->argument[0] != call->argument[1])
		files_forget(files, (int)call->argument[1]);
}

/* Of the many uses of fcntl(2) and ioctl(2), those that concern a record. */
static const struct call_uses FCNTL_USES = { { F_DUPFD, F_DUPFD_CLOEXEC, F_SETFL }, 3, 1, 0 };
static const struct call_uses IOCTL_USES = { { FIONREAD, FIONBIO, TIOCSCTTY }, 3, 1, 0 };

/* (fd, command, argument) */
static void enter_fcntl(struct call *call, pid_t pid)
{
	(void)pid;
	argument_named(call, "command", NAMES_FCNTL, (int)call->argument[1]);
	if ((int)call->argument[1] == F_SETFL && call->argument[2] & O_NONBLOCK)
		argument_constant(call, "flag", "O_NONBLOCK");
}

static void has_duplicated(struct run *run, struct thread *thread)
{
	int command = (int)thread->call.argument[1];

	(void)run;
	if (command == F_DUPFD || command == F_DUPFD_CLOEXEC)
		effect_makes_fd(thread);
}

/* (pair, …) */
static void leave_pipe(struct call *call, pid_t pid)
{
	argument_result_pair(call, pid, call->argument[0]);
}

/* io_submit(2): a list of reads and writes, which end when they like. */
static void hides_transfers(struct run *run, struct thread *thread)
{
	run_lost(run, thread->process->role, LOST_CALLS, "it uses asynchronous I/O");
}

/* clang-format off */
const struct call_kind DESCRIPTOR_CALLS[] = {
	{ .name = "close", .traits = ON_FD | ENDS_CONVERSATION, .forget = forget_closed },
	{ .name = "close_range", .enter = enter_close_range, .forget = forget_range },
	{ .name = "dup", .traits = ON_FD | MAKES_FD },
	{ .name = "dup2", .traits = ON_FD | MAKES_FD, .enter = enter_dup2,
	  .forget = forget_overwritten },
	{ .name = "dup3", .traits = ON_FD | MAKES_FD, .enter = enter_dup2,
	  .forget = forget_overwritten },
	{ .name = "fcntl", .traits = ON_FD | IS_ASIDE, .uses = &FCNTL_USES, .enter = enter_fcntl,
	  .effect = has_duplicated },
	{ .name = "ioctl", .traits = ON_FD | ONLY_ASKS, .uses = &IOCTL_USES },
	{ .name = "pipe", .leave = leave_pipe },
	{ .name = "pipe2", .leave = leave_pipe },
	{ .name = "eventfd", .traits = MAKES_FD },
	{ .name = "eventfd2", .traits = MAKES_FD },
	{ .name = "signalfd", .traits = MAKES_FD },
	{ .name = "signalfd4", .traits = MAKES_FD },
	{ .name = "io_submit", .effect = hides_transfers },
	{ .name = NULL }
};
/* clang-format on */
