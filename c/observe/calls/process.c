/* process: how processes and threads begin, change their program, end and are waited for. */
#include <errno.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

#include "calls/arguments.h"
#include "calls/effect.h"
#include "calls/memory.h"
#include "calls/reach.h"
#include "calls/sandbox.h"

static void makes(struct call *call, uint64_t clone_flags)
{
	call->clone_flags = clone_flags;
	if (clone_flags & CLONE_THREAD)
		argument_constant(call, "makes", "CLONE_THREAD");
}

/* (flags, …) */
static void enter_clone(struct call *call, pid_t pid)
{
	(void)pid;
	makes(call, call->argument[0]);
}

/* (struct clone_args, size), of which the flags are the first member */
static void enter_clone3(struct call *call, pid_t pid)
{
	uint64_t flags = 0;

	(void)tracee_read(pid, call->argument[0], &flags, sizeof(flags));
	makes(call, flags);
}

/* clone(2): "a tracing process cannot force CLONE_PTRACE on this child". */
static int refuses_flags(struct run *run, const struct thread *thread, uint64_t flags)
{
	if (flags & CLONE_UNTRACED)
		return EPERM;
	return flags & CLONE_NEWNS ? reach_covered(run, thread) : 0;
}

static int refuses_clone(struct run *run, const struct thread *thread)
{
	return refuses_flags(run, thread, thread->call.argument[0]);
}

/* By another gate nobody would see what becomes of its flags: the C library has clone(2), then. */
static int refuses_clone3(struct run *run, const struct thread *thread)
{
	if (thread->call.foreign)
		return ENOSYS;
	return refuses_flags(run, thread, thread->call.clone_flags);
}

/*
 * The flags of a clone3(2) lie in memory, where another thread may have changed them after we have
 * looked. But of each child that is traced its parent has told before the call returns.
 */
static void has_made_child(struct run *run, struct thread *thread)
{
	if (!thread->call.told_child && thread->call.result > 0)
		run_end(run, END_UNTRACED);
	sandbox_entered(run, thread, thread->call.clone_flags);
}

/* (status) */
static void enter_exit(struct call *call, pid_t pid)
{
	(void)pid;
	argument_number(call, "status", (int)call->argument[0] & 0xff);
}

static void enter_wait(struct call *call, uint64_t whom, uint64_t options)
{
	call->list_is_options = true;
	argument_number(call, "pid", (int)whom);
	argument_flags(call, NAMES_WAIT, options);
}

/* (pid, status, options, usage) */
static void enter_wait4(struct call *call, pid_t pid)
{
	(void)pid;
	enter_wait(call, call->argument[0], call->argument[2]);
}

static void tell_status(struct call *call, int status)
{
	const size_t len = sizeof(call->status);

	if (WIFEXITED(status))
		(void)snprintf(call->status, len, "exited %d", WEXITSTATUS(status));
	else if (WIFSIGNALED(status))
		(void)snprintf(call->status, len, "killed %s", signal_name(WTERMSIG(status)));
	else if (WIFSTOPPED(status))
		(void)snprintf(call->status, len, "stopped %s", signal_name(WSTOPSIG(status)));
	else
		(void)snprintf(call->status, len, "continued");
}

static void leave_wait4(struct call *call, pid_t pid)
{
	int status;

	if (call->result > 0 &&
	    tracee_read(pid, call->argument[1], &status, sizeof(status)) == sizeof(status))
		tell_status(call, status);
}

/* (type, pid, info, options, usage) */
static void enter_waitid(struct call *call, pid_t pid)
{
	(void)pid;
	enter_wait(call, call->argument[1], call->argument[3]);
}

static void leave_waitid(struct call *call, pid_t pid)
{
	siginfo_t info;
	const char *how;

	if (tracee_read(pid, call->argument[2], &info, sizeof(info)) != sizeof(info) ||
	    !info.si_pid)
		return;
	call->result = info.si_pid;	/* waitid(2) returns 0; the pid is what is asked */
	if (info.si_code == CLD_EXITED) {
		(void)snprintf(call->status, sizeof(call->status), "exited %d", info.si_status);
		return;
	}
	how = info.si_code == CLD_STOPPED   ? "stopped" :
	      info.si_code == CLD_CONTINUED ? "continued" :
					      "killed";
	(void)snprintf(call->status, sizeof(call->status), "%s %s", how,
		       signal_name(info.si_status));
}

/* clang-format off */
const struct call_kind PROCESS_CALLS[] = {
	{ .name = "fork", .effect = has_made_child },
	{ .name = "vfork", .effect = has_made_child },
	{ .name = "clone", .enter = enter_clone, .refuses = refuses_clone,
	  .effect = has_made_child, .undecoded = sandbox_may_enter },
	{ .name = "clone3", .enter = enter_clone3, .refuses = refuses_clone3,
	  .effect = has_made_child },
	{ .name = "execve", .traits = EXECUTES },
	{ .name = "execveat", .traits = EXECUTES },
	{ .name = "exit", .traits = ENDS_THREAD, .enter = enter_exit },
	{ .name = "exit_group", .traits = ENDS_THREAD, .enter = enter_exit },
	{ .name = "wait4", .traits = WAITS_FOR_CHILD, .enter = enter_wait4, .leave = leave_wait4 },
	{ .name = "waitid", .traits = WAITS_FOR_CHILD, .enter = enter_waitid,
	  .leave = leave_waitid },
	{ .name = "setsid" },
	{ .name = "setpgid" },
	{ .name = "setuid" },
	{ .name = "setgid" },
	{ .name = "setreuid" },
	{ .name = "setregid" },
	{ .name = "setresuid" },
	{ .name = "setresgid" },
	{ .name = "setgroups" },
	{ .name = "chroot" },
	{ .name = NULL }
};
/* clang-format on */
