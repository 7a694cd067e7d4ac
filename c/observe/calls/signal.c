/* signal: the calls that send signals, say what becomes of them, and wait for them. */
#include <signal.h>

#include "calls/arguments.h"
#include "calls/memory.h"
#include "calls/reach.h"
#include "run.h"

static void enter_signal(struct call *call, uint64_t whom, uint64_t signal)
{
	argument_number(call, "pid", (int)whom);
	argument_named(call, "signal", NAMES_SIGNAL, (int)signal);
}

/* (pid, signal) */
static void enter_kill(struct call *call, pid_t pid)
{
	(void)pid;
	enter_signal(call, call->argument[0], call->argument[1]);
}

/* (pid, tid, signal) */
static void enter_tgkill(struct call *call, pid_t pid)
{
	(void)pid;
	enter_signal(call, call->argument[1], call->argument[2]);
}

/* (pidfd, signal, …) */
static void enter_pidfd_send_signal(struct call *call, pid_t pid)
{
	(void)pid;
	argument_named(call, "signal", NAMES_SIGNAL, (int)call->argument[1]);
}

/* (signal, action, …): the kernel's struct sigaction begins with the handler. */
static void enter_sigaction(struct call *call, pid_t pid)
{
	uint64_t handler = 0;

	argument_named(call, "signal", NAMES_SIGNAL, (int)call->argument[0]);
	if (!call->argument[1] ||
	    tracee_read(pid, call->argument[1], &handler, sizeof(handler)) != sizeof(handler))
		return;
	argument_constant(call, "handler",
			  handler == 0 ? "SIG_DFL" : handler == 1 ? "SIG_IGN" : "function");
}

/* The kernel's struct sigaction: handler, flags, … as words: rt_sigaction(2). */
static void has_set_handler(struct run *run, struct thread *thread)
{
	const struct call *call = &thread->call;
	struct process *process = thread->process;
	uint64_t action[2], bit = 1ull << (call->argument[0] & 63);

	(void)run;
	if (!call->argument[1] ||
	    tracee_read(thread->tid, call->argument[1], action, sizeof(action)) != sizeof(action))
		return;
	process->caught &= ~bit;
	process->restarts &= ~bit;
	if (action[0] != (uintptr_t)SIG_DFL && action[0] != (uintptr_t)SIG_IGN)
		process->caught |= bit;
	if (action[1] & SA_RESTART)
		process->restarts |= bit;
	if (call->argument[0] == SIGCHLD)
		process->ignores_sigchld = action[0] == (uintptr_t)SIG_IGN ||
					   action[1] & SA_NOCLDWAIT;
}

/* (how, set, …) */
static void enter_sigprocmask(struct call *call, pid_t pid)
{
	(void)pid;
	argument_named(call, "how", NAMES_SIG_HOW, (int)call->argument[0]);
}

/* (set, info, timespec, …) */
static int64_t timed_sigtimedwait(const struct call *call, pid_t pid)
{
	return tracee_timespec_ns(pid, call->argument[2]);
}

/* clang-format off */
const struct call_kind SIGNAL_CALLS[] = {
	{ .name = "kill", .enter = enter_kill, .refuses = reach_of_kill },
	{ .name = "tkill", .enter = enter_kill, .refuses = reach_of_first },
	{ .name = "tgkill", .enter = enter_tgkill, .refuses = reach_of_second },
	{ .name = "rt_sigqueueinfo", .enter = enter_kill, .refuses = reach_of_first },
	{ .name = "rt_tgsigqueueinfo", .enter = enter_tgkill, .refuses = reach_of_second },
	{ .name = "pidfd_send_signal", .traits = ON_FD, .enter = enter_pidfd_send_signal },
	{ .name = "rt_sigaction", .traits = IS_ASIDE, .enter = enter_sigaction,
	  .effect = has_set_handler },
	{ .name = "rt_sigprocmask", .traits = IS_ASIDE, .enter = enter_sigprocmask },
	{ .name = "rt_sigsuspend" },
	{ .name = "rt_sigtimedwait", .timed = timed_sigtimedwait },
	{ .name = "pause" },
	{ .name = NULL }
};
/* clang-format on */
