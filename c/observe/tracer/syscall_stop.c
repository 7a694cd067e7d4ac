#include "tracer/syscall_stop.h"

#include <errno.h>
#include <linux/audit.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>

/* After <sys/ptrace.h>, which declares what it needs and lacks this one. */
#include <linux/ptrace.h>

#include "calls/effect.h"
#include "acts/acts.h"
#include "tracer/lifecycle.h"
#include "text/names.h"
#include "spin.h"
#include "tracer/tracer.h"

/* In the kernel only; a tracer sees them: include/linux/errno.h. */
enum { ERESTARTSYS = 512, ERESTARTNOINTR = 513, ERESTARTNOHAND = 514,
       ERESTART_RESTARTBLOCK = 516 };

#if defined(__x86_64__)
enum { ARCHITECTURE = AUDIT_ARCH_X86_64 };
#elif defined(__aarch64__)
enum { ARCHITECTURE = AUDIT_ARCH_AARCH64 };
#endif

static void go_in(struct run *run, struct thread *thread)
{
	thread->state = THREAD_IN_CALL;
	/* At once, before a program can know that the kernel did. */
	call_forget(&thread->call, thread->process->files);
	if (thread->call.kind->traits & ENDS_THREAD)
		lifecycle_end_in_call(run, thread);
	tracer_resume(run, thread->tid, TO_RETURN, 0);
}

void syscall_stop_proceed(struct run *run, struct thread *thread)
{
	thread->call.entered_ns = clock_ns();
	acts_alters(run, thread);
	acts_call(run, thread, HAPPENING_ENTER);
	go_in(run, thread);
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
static void on_restart(struct run *run, struct thread *thread)
{
	if (thread->interrupted)
		thread->state = THREAD_IN_CALL;
	tracer_resume(run, thread->tid, thread->interrupted ? TO_RETURN : FREELY, 0);
	thread->interrupted = false;
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
		call_set_direction(call, in);
	}
	call->fd_kind = descriptor_kind(&call->descriptor);
}

static void on_recorded_entry(struct run *run, struct thread *thread, const struct call_kind *kind,
			      const struct ptrace_syscall_info *info)
{
	struct call *call = &thread->call;
	struct earlier earlier = take_earlier(thread, kind, info->stack_pointer);
	uint64_t argument[6];

	for (int i = 0; i < 6; i++)
		argument[i] = info->seccomp.args[i];
	thread->stack = info->stack_pointer;
	call_enter(call, kind, thread->tid, argument);
	look_up(thread);
	if (earlier.entered_ns) {
		call->entered_ns = earlier.entered_ns;
		call->act = earlier.act;
		go_in(run, thread);
	} else if (!thread->process->launched) {
		go_in(run, thread);	/* our own exec of its program: no act is meant for it */
	} else if (!acts_holds(run, thread)) {
		syscall_stop_proceed(run, thread);
	}
}

/* One that has been killed in this moment is not there to be asked: its end is told next. */
static bool ask_for_call(struct run *run, const struct thread *thread,
			 struct ptrace_syscall_info *info)
{
	static char because[96];	/* read when the run has ended */

	if (ptrace(PTRACE_GET_SYSCALL_INFO, thread->tid, sizeof(*info), info) >= 0)
		return true;
	if (errno != ESRCH && run->reason == END_NONE) {
		(void)snprintf(because, sizeof(because), "cannot ask which call a thread is in: %s",
			       errno_name(errno));
		run_broken(run, because);
	}
	return false;
}

void syscall_stop_enter(struct run *run, struct thread *thread)
{
	struct ptrace_syscall_info info = { 0 };
	const struct call_kind *kind = NULL;

	if (!ask_for_call(run, thread, &info))
		return;
	/* The second is x32, which x86-64 tells by a bit of the number: syscall(2). */
	if (info.arch != ARCHITECTURE || info.seccomp.nr & 0x40000000)
		run_lost_calls(run, thread->process->role,
			       "it is a program of another architecture");
	else if (info.seccomp.nr < SYSCALLS_MAX)
		kind = run->filter.kind[info.seccomp.nr];
	/* Until its program runs, what a role calls is ours. */
	if (kind && !thread->process->launched && !(kind->traits & EXECUTES))
		kind = NULL;
	if (info.seccomp.nr == SYS_restart_syscall && info.arch == ARCHITECTURE)
		on_restart(run, thread);
	else if (kind)
		on_recorded_entry(run, thread, kind, &info);
	else
		tracer_resume(run, thread->tid, FREELY, 0);
}

static void tell_return(struct run *run, struct thread *thread)
{
	struct call *call = &thread->call;
	struct who who = run_who(run, thread);
	bool waits = call->kind->traits & WAITS_FOR_CHILD;

	if (spin_look(run, thread))
		record_call(&run->record, &who, call, false);
	thread->process->last = call->kind;
	thread->process->last_fd = call->fd;
	acts_call(run, thread, HAPPENING_RETURN);
	if (waits && !call->error && call->result > 0 && !call_has_constant(call, "WNOWAIT"))
		lifecycle_reaped(run, (pid_t)call->result, thread->process->pid);
	run_watch(run);
	if (!fd_is_network(call->fd_kind))
		run_hear(run, &run->part[thread->process->role]);
	call->kind = NULL;
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
		process->launched = true;
		if (run->cast->role[process->role].readiness == READY_AT_ONCE)
			run->part[process->role].ready = true;
	}
	thread->call.kind = NULL;
}

void syscall_stop_exit(struct run *run, struct thread *thread)
{
	struct call *call = &thread->call;
	struct ptrace_syscall_info info = { 0 };

	thread->state = THREAD_RUNS;
	if (!call->kind || !ask_for_call(run, thread, &info))
		return;
	call->returned_ns = clock_ns();
	call->result = info.exit.rval;
	call->error = call->failed_with ? call->failed_with :
		      info.exit.is_error ? (int)-info.exit.rval : 0;
	if (is_restart(call->error)) {
		thread->interrupted = true;
		return;
	}
	if (!thread->process->launched) {
		on_launch(run, thread);
		return;
	}
	call_return(call, thread->tid);
	effect_of(run, thread);
	tell_return(run, thread);
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
void syscall_stop_interrupted(struct run *run, struct thread *thread, int signal)
{
	struct call *call = &thread->call;
	bool restarts, caught = is_caught(thread->process, signal, &restarts);

	if (!caught)
		return;	/* made again at once: still the same call */
	thread->interrupted = false;
	if (call->error == ERESTARTNOINTR || (call->error == ERESTARTSYS && restarts)) {
		thread->again = *call;
		thread->again_stack = thread->stack;
		call->kind = NULL;
		return;
	}
	call->error = EINTR;
	effect_of(run, thread);
	tell_return(run, thread);
}
