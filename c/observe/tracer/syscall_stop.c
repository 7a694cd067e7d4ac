#include "tracer/syscall_stop.h"

#include <errno.h>
#include <linux/audit.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>

/* After <sys/ptrace.h>, which declares what it needs and lacks this one. */
#include <linux/ptrace.h>

#include "calls/arguments.h"
#include "calls/effect.h"
#include "calls/reach.h"
#include "acts/acts.h"
#include "tracer/lifecycle.h"
#include "text/names.h"
#include "spin.h"
#include "tracer/kernel.h"
#include "tracer/registers.h"
#include "wire/owner.h"

/* In the kernel only; a tracer sees them: include/linux/errno.h. */
enum { ERESTARTSYS = 512, ERESTARTNOINTR = 513, ERESTARTNOHAND = 514,
       ERESTART_RESTARTBLOCK = 516 };

enum { X32_BIT = 0x40000000 };

static struct step go_in(struct run *run, struct thread *thread)
{
	thread->state = THREAD_IN_CALL;
	thread->entry_due = true;
	/* At once, before a program can know that the kernel did. */
	call_forget(&thread->call, thread->process->files);
	if (thread->call.kind->traits & ENDS_THREAD)
		lifecycle_end_in_call(run, thread);
	return (struct step){ .owed = OWED_RETURN };
}

/* A call's entry, as the acts see it. */
static struct event entry_of(const struct run *run, const struct thread *thread)
{
	const struct call *call = &thread->call;

	return (struct event){
		.kind = EVENT_ENTER,
		.who = run_who(run, thread),
		.call = { .call = call, .ready = run->part[thread->process->role].ready,
			  .foreign = run->cast->acts && call_is_of_conversation(call) &&
				     !owner_talks_to_cast(run, thread) },
	};
}

static void tell_hold(struct run *run, const struct thread *thread, const struct act *act)
{
	run_tell(run, &(struct event){
		.kind = EVENT_ACT, .who = run_process(run, thread->process),
		.act = { .what = "hold", .call = thread->call.kind->name,
			 .until = act->has_mark ? act->mark.shown : "quiet" },
	});
}

/* Return: must it wait? It is let go later, by tracer_let_go(). */
static bool is_held(struct run *run, struct thread *thread, const struct event *entry)
{
	thread->holds = run->winding_up ? 0 : acts_hold(run->cast, entry);
	for (int i = 0; i < run->cast->acts; i++)
		if (thread->holds & 1u << i)
			tell_hold(run, thread, &run->cast->act[i]);
	if (thread->holds)
		thread->state = THREAD_HELD;
	return thread->holds;
}

/* A signal interrupts a call that waits; one that does not gets EAGAIN: accept(2), recv(2). */
static bool can_fail_so(const struct thread *thread, int error)
{
	const struct call *call = &thread->call;

	return error != EINTR || call->fd < 0 ||
	       (descriptor_waits(thread->process->pid, call->fd) &&
		!call_has_constant(call, "MSG_DONTWAIT"));
}

/* What a role must not do fails, and is told as what it tried. Return: was it that? */
static bool is_refused(struct run *run, struct thread *thread)
{
	struct call *call = &thread->call;
	int error = call->kind->refuses ? call->kind->refuses(run, thread) : 0;

	if (!error)
		return false;
	call->entered_ns = clock_ns();
	call->act = "refused";
	call->failed_with = error;
	if (kernel_skip_call(thread->tid, error))
		run_broken(run, "cannot change the registers of a thread");
	return true;
}

static int alter(struct thread *thread, struct act *act)
{
	struct call *call = &thread->call;

	if (act->kind == ACT_SHORT) {
		call->act = "short";
		return kernel_set_size(thread->tid, (uint64_t)act->bytes);
	}
	if (!can_fail_so(thread, act->error))
		return 0;
	call->act = "fail";
	call->failed_with = act->error;
	act->done = true;
	return kernel_skip_call(thread->tid, act->error);
}

static struct step proceed(struct run *run, struct thread *thread, struct event *entry)
{
	uint32_t alters = run->winding_up ? 0 : acts_alter(run->cast, entry);

	thread->call.entered_ns = clock_ns();
	for (int i = 0; i < run->cast->acts; i++)
		if (alters & 1u << i && alter(thread, &run->cast->act[i]))
			run_broken(run, "cannot change the registers of a thread");
	run_tell(run, entry);
	return go_in(run, thread);
}

struct step syscall_stop_proceed(struct run *run, struct thread *thread)
{
	struct event entry = entry_of(run, thread);

	return proceed(run, thread, &entry);
}

/* What is kept of a call that is made again. */
struct earlier {
	int64_t entered_ns;	/* 0: there is none */
	const char *act;
};

/*
 * A call that is made again is one call, entered when it was made first. Between the two
 * a signal's handler may have made calls of the same kind, but lower on the stack.
 */
static struct earlier take_earlier(struct thread *thread, const struct call_kind *kind,
				   uint64_t stack)
{
	struct earlier earlier = { 0, NULL };

	if (thread->interrupted && thread->call.kind == kind && thread->stack == stack) {
		earlier = (struct earlier){ thread->call.entered_ns, thread->call.act };
	} else if (thread->again.kind == kind && thread->again_stack == stack) {
		earlier = (struct earlier){ thread->again.entered_ns, thread->again.act };
		thread->again.kind = NULL;
	}
	thread->interrupted = false;
	return earlier;
}

/* signal(7): a wait for a time is not made again, but gone on with, by restart_syscall(2). */
static struct step on_restart(struct thread *thread)
{
	bool goes_on = thread->interrupted;

	if (goes_on)
		thread->state = THREAD_IN_CALL;
	thread->entry_due = goes_on;
	thread->interrupted = false;
	return (struct step){ .owed = goes_on ? OWED_RETURN : OWED_RUN };
}

/* What the call's descriptor means. Of the two of a splice, the socket is the one to be told. */
static void look_up(struct thread *thread)
{
	struct call *call = &thread->call;
	struct process *process = thread->process;
	int other = call_other_fd(call);

	if (call->fd < 0)
		return;
	call->descriptor = descriptor_of(process->files, process->pid, call->fd);
	if (other >= 0) {
		bool in = fd_is_network(descriptor_kind(&call->descriptor));

		if (!in)
			call->descriptor =
				descriptor_of(process->files, process->pid, call->fd = other);
		argument_direction(call, in);
	}
	call->fd_kind = descriptor_kind(&call->descriptor);
}

static struct step on_recorded_entry(struct run *run, struct thread *thread,
				     const struct call_kind *kind,
				     const struct ptrace_syscall_info *info)
{
	struct call *call = &thread->call;
	struct earlier earlier = take_earlier(thread, kind, info->stack_pointer);
	uint64_t argument[6];
	struct event entry;

	for (int i = 0; i < 6; i++)
		argument[i] = info->seccomp.args[i];
	thread->stack = info->stack_pointer;
	call_enter(call, kind, thread->tid, argument);
	look_up(thread);
	if (earlier.entered_ns) {
		call->entered_ns = earlier.entered_ns;
		call->act = earlier.act;
		return go_in(run, thread);
	}
	if (!thread->process->launched)
		return go_in(run, thread);	/* our exec of its program: for no act */
	if (is_refused(run, thread))
		return go_in(run, thread);
	entry = entry_of(run, thread);
	if (is_held(run, thread, &entry))
		return (struct step){ .owed = OWED_NOTHING };
	return proceed(run, thread, &entry);
}

/* What was asked for and no more: nothing is read from the caller's memory. */
static void take_undecoded(struct call *call, const struct call_kind *kind,
			   const struct ptrace_syscall_info *info)
{
	*call = (struct call){ .kind = kind, .pattern_name = kind->name, .fd = -1, .made = -1 };
	for (int i = 0; i < 6; i++)
		call->argument[i] = info->seccomp.args[i];
}

/* A call that is looked at, and goes on as if nobody did. */
static struct step on_untold_entry(struct run *run, struct thread *thread,
				   const struct call_kind *kind,
				   const struct ptrace_syscall_info *info)
{
	const struct call kept = thread->call;

	take_undecoded(&thread->call, kind, info);
	if (is_refused(run, thread))
		return go_in(run, thread);
	thread->call = kept;
	return (struct step){ .owed = OWED_RUN };
}

/* One that has been killed in this moment is not there to be asked: its end is told next. */
static bool was_asked(struct run *run, int rc)
{
	if (rc && rc != -ESRCH)
		run_broken(run, "cannot ask which call a thread is in: %s", errno_name(-rc));
	return rc == 0;
}

/* By another gate, or x32, which x86-64 tells by a bit of the number: syscall(2). */
static bool is_foreign(const struct ptrace_syscall_info *info)
{
	return info->arch != ARCHITECTURE || info->seccomp.nr & X32_BIT;
}

/*
 * socketcall(2), the older way of 32 bits to make a socket, has its arguments in memory, where
 * another thread may change them once we have looked. So the call that has them in registers is
 * made, with what was there: both are of the gate of 32 bits alone.
 */
enum { SOCKETCALL_OF_32_BITS = 102, SOCKET_OF_32_BITS = 359, MAKES_A_SOCKET = 1 };

static bool is_multiplexed_socket(const struct ptrace_syscall_info *info)
{
	return info->arch == AUDIT_ARCH_I386 && info->seccomp.nr == SOCKETCALL_OF_32_BITS &&
	       (int)info->seccomp.args[0] == MAKES_A_SOCKET;
}

static struct step on_multiplexed_socket(struct run *run, struct thread *thread,
					 const struct ptrace_syscall_info *info)
{
	struct call *call = &thread->call;
	uint32_t argument[3] = { 0 };

	if (tracee_read(thread->tid, info->seccomp.args[1], argument, sizeof(argument)) !=
	    sizeof(argument))
		return (struct step){ .owed = OWED_RUN };	/* it fails: EFAULT */
	*call = (struct call){ .kind = calls_named("socket"), .pattern_name = "socket", .fd = -1,
			       .made = -1, .foreign = true };
	for (int i = 0; i < 3; i++)
		call->argument[i] = argument[i];
	if (is_refused(run, thread))
		return go_in(run, thread);
	call->entered_ns = clock_ns();
	thread->replaced = true;
	if (registers_call_instead(thread->tid, SOCKET_OF_32_BITS, argument, thread->kept))
		run_broken(run, "cannot change the registers of a thread");
	return go_in(run, thread);
}

/*
 * ipc(2) is several calls of 32 bits, of which those are looked at that calls/bounded.c knows: the
 * first argument tells which, and theirs come after it. Return: is it one of them?
 */
static bool take_apart(struct ptrace_syscall_info *info, const struct call_kind **kind)
{
	enum { IPC_OF_32_BITS = 117, SEMGET = 2, MSGGET = 13, SHMGET = 23 };
	unsigned which = info->seccomp.args[0] & UINT16_MAX;	/* above that: a version */

	if (info->arch != AUDIT_ARCH_I386 || info->seccomp.nr != IPC_OF_32_BITS)
		return false;
	*kind = calls_named(which == SEMGET ? "semget" : which == MSGGET ? "msgget" :
			    which == SHMGET ? "shmget" : "");
	memmove(info->seccomp.args, info->seccomp.args + 1, 5 * sizeof(*info->seccomp.args));
	return true;
}

/* Such a call is not decoded; but what no role may do, it may not do by this gate, either. */
static struct step on_foreign_entry(struct run *run, struct thread *thread,
				    struct ptrace_syscall_info *info)
{
	const struct call_kind *kind;
	struct call *call = &thread->call;

	if (!take_apart(info, &kind))
		kind = seccomp_kind_of(info->arch, info->seccomp.nr);

	run_lost(run, thread->process->role, LOST_CALLS, "it calls as another architecture does");
	if (reach_cover(run, thread))
		run_broken(run, "cannot cover the sockets of the machine");
	if (is_multiplexed_socket(info))
		return on_multiplexed_socket(run, thread, info);
	if (!kind || !kind->refuses)
		return (struct step){ .owed = OWED_RUN };
	take_undecoded(call, kind, info);
	call->foreign = true;
	if (is_refused(run, thread))
		return go_in(run, thread);
	if (kind->undecoded)
		kind->undecoded(run, thread);
	call->kind = NULL;
	return (struct step){ .owed = OWED_RUN };
}

/*
 * One that tells its calls comes to a signal's handler from within a call that has not returned,
 * and the handler's are told before its return is.
 */
void syscall_stop_forget(struct thread *thread)
{
	thread->call.kind = NULL;
	if (!kernel_lacks(MEANS_TRACING) || !thread->again.kind)
		return;
	thread->call = thread->again;
	thread->again.kind = NULL;
	thread->state = THREAD_IN_CALL;
}

static void set_aside(struct thread *thread)
{
	if (!kernel_lacks(MEANS_TRACING) || !thread->call.kind)
		return;
	thread->again = thread->call;
	thread->again_stack = thread->stack;
	thread->call.kind = NULL;
}

struct step syscall_stop_enter(struct run *run, struct thread *thread)
{
	struct ptrace_syscall_info info = { 0 };
	const struct call_kind *kind = NULL;

	if (!was_asked(run, kernel_ask_entry(thread->tid, &info)))
		return (struct step){ .owed = OWED_NOTHING };
	set_aside(thread);
	if (is_foreign(&info))
		return on_foreign_entry(run, thread, &info);
	if (info.seccomp.nr < SYSCALLS_MAX)
		kind = run->filter.kind[info.seccomp.nr];
	/* Until its program runs, what a role calls is ours. */
	if (kind && !thread->process->launched && !(kind->traits & EXECUTES))
		kind = NULL;
	if (info.seccomp.nr == SYS_restart_syscall)
		return on_restart(thread);
	if (kind && kind->traits & IS_NOT_TOLD)
		return on_untold_entry(run, thread, kind, &info);
	if (kind)
		return on_recorded_entry(run, thread, kind, &info);
	return (struct step){ .owed = OWED_RUN };
}

static void tell_return(struct run *run, struct thread *thread)
{
	struct call *call = &thread->call;
	struct event event = { .kind = EVENT_CALL, .t_ns = call->entered_ns,
			       .who = run_who(run, thread), .call.call = call };
	bool waits = call->kind->traits & WAITS_FOR_CHILD;

	if (call_may_print(call) && !call->error)
		run->part[thread->process->role].written += call->result;

	if (spin_look(run, thread))
		run_tell(run, &event);
	else
		run_show(run, &event);
	thread->process->last = call->kind;
	thread->process->last_fd = call->fd;
	if (waits && !call->error && call->result > 0 && !call_has_constant(call, "WNOWAIT"))
		lifecycle_reaped(run, (pid_t)call->result, thread->process->pid);
}

static bool is_restart(int error)
{
	return error == ERESTARTSYS || error == ERESTARTNOINTR || error == ERESTARTNOHAND ||
	       error == ERESTART_RESTARTBLOCK;
}

/* Its program runs from now on: the exec that launched it is not its own call. */
static void on_launch(struct run *run, struct thread *thread)
{
	struct process *process = thread->process;

	if (thread->call.error) {
		/* execvp(3) goes on looking: what is not ENOENT tells more. */
		if (!process->launch_error || process->launch_error == ENOENT)
			process->launch_error = thread->call.error;
	} else {
		process->launched = run->part[process->role].launched = true;
		if (run->cast->role[process->role].readiness == READY_AT_ONCE)
			run->part[process->role].ready = true;
	}
	thread->call.kind = NULL;
}

void syscall_stop_greeted(struct run *run, struct thread *thread)
{
	struct call *call = &thread->call;

	if (call->kind) {
		call->returned_ns = clock_ns();
		tell_return(run, thread);
		call->kind = NULL;
	} else {
		on_launch(run, thread);
	}
	thread->state = THREAD_RUNS;
}

/* Return: is it one that the record tells of? */
static bool take_return(struct run *run, struct thread *thread,
			const struct ptrace_syscall_info *info)
{
	struct call *call = &thread->call;

	call->returned_ns = clock_ns();
	call->result = info->exit.rval;
	call->error = call->failed_with ? call->failed_with :
		      info->exit.is_error ? (int)-info->exit.rval : 0;
	if (is_restart(call->error)) {
		thread->interrupted = true;
		return false;
	}
	if (!thread->process->launched) {
		on_launch(run, thread);
		return false;
	}
	call_return(call, thread->tid);
	effect_of(run, thread);
	tell_return(run, thread);
	return true;
}

struct step syscall_stop_exit(struct run *run, struct thread *thread)
{
	struct step step = { .owed = OWED_RUN };
	struct ptrace_syscall_info info = { 0 };
	bool enters = thread->entry_due && kernel_enters_late(thread->tid);

	thread->entry_due = false;
	if (enters)
		return (struct step){ .owed = OWED_RETURN };
	thread->state = THREAD_RUNS;
	if (thread->replaced && registers_give_back(thread->tid, thread->kept))
		run_broken(run, "cannot change the registers of a thread");
	thread->replaced = false;
	if (thread->call.kind && was_asked(run, kernel_ask_return(thread->tid, &info)))
		step.returned = take_return(run, thread, &info);
	return step;
}

static bool is_caught(const struct process *process, int signal, bool *restarts)
{
	*restarts = process->restarts & 1ull << signal;
	return process->caught & 1ull << signal;
}

/*
 * A call that a signal has interrupted: the kernel decides between EINTR and doing it
 * again as the signal is delivered (arch/x86/kernel/signal.c, handle_signal).
 */
bool syscall_stop_interrupted(struct run *run, struct thread *thread, int signal)
{
	struct call *call = &thread->call;
	bool restarts, caught = is_caught(thread->process, signal, &restarts);

	if (!caught)
		return false;	/* made again at once: still the same call */
	thread->interrupted = false;
	if (call->error == ERESTARTNOINTR || (call->error == ERESTARTSYS && restarts)) {
		thread->again = *call;
		thread->again_stack = thread->stack;
		call->kind = NULL;
		return false;
	}
	call->error = EINTR;
	effect_of(run, thread);
	tell_return(run, thread);
	return true;
}
