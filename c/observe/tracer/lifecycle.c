#include "tracer/lifecycle.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "text/names.h"
#include "tracer/kernel.h"

static void tell_cut_off(struct run *run, const struct thread *thread, const struct call *call)
{
	/* It may have moved some before it was killed, and has not come to say how much. */
	if (call_may_print(call))
		run->part[thread->process->role].written += (int64_t)call->size;
	run_tell(run, &(struct event){ .kind = EVENT_CALL, .t_ns = call->entered_ns,
				       .who = run_who(run, thread),
				       .call = { .call = call, .open = true } });
}

/* What a thread was in has no end: it ends, or another program takes its place. */
void lifecycle_end_in_call(struct run *run, struct thread *thread)
{
	if (thread->again.kind)
		tell_cut_off(run, thread, &thread->again);
	if (thread->call.kind)
		tell_cut_off(run, thread, &thread->call);
	thread->again.kind = thread->call.kind = NULL;
}

void lifecycle_tells_nothing(struct run *run, int role)
{
	static const char because[] = "it does not tell them, and nobody traces it";

	run_lost(run, role, LOST_CALLS, because);
	run_lost(run, role, LOST_SIGNALS, because);
}

static void tell_birth(struct run *run, const struct process *process, pid_t tid, pid_t parent,
		       const char *how)
{
	struct event event = { .kind = EVENT_BORN, .who = run_process(run, process),
			       .born = { parent, how } };

	event.who.tid = tid;
	run_tell(run, &event);
}

static struct process *new_process(struct run *run, const struct thread *parent, pid_t pid)
{
	struct process *process = process_add(&run->all, pid);
	bool shares;

	if (!process) {
		process_sweep(&run->all);
		process = process_add(&run->all, pid);
	}
	if (!process)
		return NULL;
	shares = parent->call.kind && call_shares_files(&parent->call);
	process->files = shares ? parent->process->files : files_copy(parent->process->files);
	if (!process->files)
		return NULL;
	process->files->holders += shares;
	process->parent = parent->process->pid;
	process->role = parent->process->role;
	process->launched = true;
	process->caught = parent->process->caught;
	process->restarts = parent->process->restarts;
	process->ignores_sigchld = parent->process->ignores_sigchld;
	run->part[process->role].alive++;
	return process;
}

/* The call that made it tells; of one that is not recorded, /proc knows. */
static bool is_thread_of(const struct thread *parent, pid_t tid)
{
	if (parent->call.kind)
		return call_makes_thread(&parent->call);
	return process_state(parent->process->pid, tid) != 0;
}

/* It has reported itself before its parent told of it. Return: it, if it waits to run on */
static struct thread *catch_up(struct run *run, struct thread *child)
{
	bool stopped = child->stopped;

	if (child->gone) {
		lifecycle_on_exited(run, child, child->status);
		return NULL;
	}
	child->state = THREAD_RUNS;
	child->stopped = false;
	return stopped ? child : NULL;
}

/*
 * In a mount namespace that it was not seen to ask for: the flags of a clone3(2) lie in memory,
 * where another thread may have changed them.
 */
static bool went_elsewhere(const struct run *run, const struct thread *parent, pid_t child)
{
	return run->world.own_files.prepared && !run->part[parent->process->role].covered &&
	       process_is_elsewhere(child, parent->process->pid, "mnt");
}

/* PTRACE_EVENT_FORK and its kin: the parent tells whom it has made. */
struct step lifecycle_on_child(struct run *run, struct thread *parent, int status)
{
	int event = (int)((unsigned)status >> 16);
	const char *how = event == PTRACE_EVENT_FORK ? "fork" :
			  event == PTRACE_EVENT_VFORK ? "vfork" : "clone";
	struct step step = { .owed = OWED_RETURN };
	pid_t tid;
	struct process *process;
	struct thread *child;
	bool is_thread;

	parent->call.told_child = true;
	/* Beyond the limit children stay stopped where they were born, and die with the world. */
	if (run->reason == END_PROCESSES)
		return step;
	tid = kernel_ask_child(parent->tid);
	if (!tid)
		return step;
	parent->call.waits_for_child = event == PTRACE_EVENT_VFORK;
	is_thread = is_thread_of(parent, tid);
	process = is_thread ? parent->process : new_process(run, parent, tid);
	child = thread_find(&run->all, tid);
	if (!child)
		child = thread_add(&run->all, tid);
	if (!process || !child) {
		run_end(run, END_PROCESSES);
		return step;
	}
	if (!is_thread && went_elsewhere(run, parent, tid)) {
		run_end(run, END_UNTRACED);
		return step;
	}
	/* glibc's fork(3) is a clone(2) that is reported as a fork if it asks for SIGCHLD. */
	tell_birth(run, process, tid, parent->process->pid, is_thread ? "thread" : how);
	process->threads++;
	child->process = process;
	child->resumed_ns = monotonic_ns();
	if (kernel_lacks(MEANS_TRACING))
		child->state = THREAD_RUNS;
	step.child = catch_up(run, child);
	return step;
}

static void forget_threads_but(struct run *run, struct process *process, pid_t tid)
{
	/* From the end: one that is removed gives its place to the last. */
	for (int i = run->all.threads - 1; i >= 0; i--) {
		struct thread *thread = run->all.thread[i];

		if (thread->process == process && thread->tid != tid)
			thread_remove(&run->all, thread);
	}
	process->threads = 1;
}

static void tell_exec(struct run *run, const struct process *process)
{
	char link[64], program[4096], argv[4096 + 1] = "";
	ssize_t len;
	int fd;

	(void)snprintf(link, sizeof(link), "/proc/%d/exe", process->pid);
	len = readlink(link, program, sizeof(program) - 1);
	program[len < 0 ? 0 : len] = '\0';
	(void)snprintf(link, sizeof(link), "/proc/%d/cmdline", process->pid);
	fd = open(link, O_RDONLY | O_CLOEXEC);
	len = fd < 0 ? 0 : read(fd, argv, sizeof(argv) - 1);
	if (fd >= 0)
		(void)close(fd);
	run_tell(run, &(struct event){ .kind = EVENT_EXEC, .who = run_process(run, process),
				       .exec = { program, argv, len < 0 ? 0 : (size_t)len } });
}

/* ptrace(2), "execve(2) under ptrace": whoever called it is now the first thread. */
static void become_first(struct run *run, struct thread *first, pid_t former)
{
	struct thread *caller = thread_find(&run->all, former);

	if (!caller || caller == first)
		return;
	lifecycle_end_in_call(run, first);
	first->call = caller->call;
}

/* execve(2) gives a process a table of descriptors of its own, if it had shared one. */
static void forget_program(struct run *run, struct process *process)
{
	if (process->files->holders > 1) {
		files_release(process->files);
		process->files = files_new();
	}
	if (!process->files) {
		run_broken(run, "no memory");
		return;
	}
	files_forget_all(process->files);
	process->caught = process->restarts = 0;
	process->timer[TIMER_POSIX] = (struct timer){ 0 };	/* timer_create(2), NOTES */
}

void lifecycle_on_exec(struct run *run, pid_t tid)
{
	struct thread *thread = thread_find(&run->all, tid);
	unsigned long former = 0;

	if (!thread || !thread->process)
		return;
	if (!kernel_lacks(MEANS_TRACING) && ptrace(PTRACE_GETEVENTMSG, tid, 0, &former) == 0)
		become_first(run, thread, (pid_t)former);
	forget_threads_but(run, thread->process, tid);
	thread->state = THREAD_IN_CALL;
	forget_program(run, thread->process);
	tell_exec(run, thread->process);
}

void lifecycle_reaped(struct run *run, pid_t pid, pid_t by)
{
	struct process *process = process_find(&run->all, pid);

	if (!process || !process->ended)
		return;
	run_tell(run, &(struct event){ .kind = EVENT_REAPED, .who = run_process(run, process),
				       .reaped.by = by });
	process_remove(&run->all, process);
}

static void tell_end(struct run *run, const struct process *process)
{
	const struct thread in = { .call = { .kind = process->last, .fd = process->last_fd } };
	char place[64];
	struct ended_event ended = {
		.parent = process->parent, .status = process->status, .faulted = process->faulted,
		.fault = process->fault, .last = !run_is_left(run, process->role),
	};

	if (process->last) {
		thread_place(&in, place, sizeof(place));
		ended.in = place;
	}
	run_tell(run, &(struct event){ .kind = EVENT_ENDED, .who = run_process(run, process),
				       .ended = ended });
}

static void tell_unlaunched(struct run *run, const struct process *process)
{
	int error = process->launch_error ? process->launch_error : EIO;

	run_tell(run, &(struct event){
		.kind = EVENT_UNLAUNCHED, .who = run_process(run, process),
		.unlaunched = { run->cast->role[process->role].argv[0], errno_name(error) },
	});
	run_end(run, END_UNLAUNCHED);
}

/*
 * wait(2): the children of one who ends go to init, which we are in this world, or to an
 * ancestor that has asked for them: prctl(2), PR_SET_CHILD_SUBREAPER. The kernel knows, and
 * has seen to it before it told us of the end (kernel/exit.c, exit_notify).
 */
static void orphan_children(struct run *run, pid_t parent, pid_t init)
{
	for (int i = 0; i < PROCESSES_MAX; i++) {
		struct process *child = &run->all.process[i];
		pid_t heir;

		if (!child->pid || child->parent != parent)
			continue;
		heir = process_parent(child->pid);
		child->parent = process_find(&run->all, heir) ? heir : init;
	}
}

/* wait(2), NOTES: the status of a child whose parent ignores SIGCHLD is thrown away. */
static bool is_disowned(struct run *run, const struct process *process)
{
	const struct process *parent = process_find(&run->all, process->parent);

	return parent && parent->ignores_sigchld && process_is_gone(process->pid);
}

/*
 * What a role has printed without ending the line, it has printed before it ended. Another of its
 * processes may go on with a line; after the first and after the last there is nobody to wait for.
 */
static void end_lines(struct run *run, const struct process *process)
{
	if (process->first || run->part[process->role].alive == 0)
		run_flush_outputs(run, process->role);
}

/*
 * Where nobody is traced, one that says nothing before it ends has begun all the same: who could
 * not begin has a status of its own (launch.c).
 */
static bool could_not_begin(const struct process *process, int status)
{
	if (process->launched || !kernel_lacks(MEANS_TRACING))
		return !process->launched;
	return WIFEXITED(status) &&
	       (WEXITSTATUS(status) == EXIT_REFUSED || WEXITSTATUS(status) == EXIT_NOT_FOUND);
}

static void end_process(struct run *run, struct process *process, int status)
{
	pid_t self = getpid();

	process->ended = true;
	run->effects += process->first;
	process->status = status;
	run->part[process->role].alive--;
	if (could_not_begin(process, status)) {
		tell_unlaunched(run, process);
		process_remove(&run->all, process);
		return;
	}
	if (!process->launched)
		lifecycle_tells_nothing(run, process->role);
	end_lines(run, process);
	tell_end(run, process);
	orphan_children(run, process->pid, self);
	/* What we have launched is our own child, and this notice was its reaping. */
	if (process->parent == self)
		lifecycle_reaped(run, process->pid, self);
	else if (is_disowned(run, process))
		lifecycle_reaped(run, process->pid, process->parent);
}

/* Where nobody is traced, who executes a program that tells its calls is greeted by it. */
static bool has_become_silent(const struct thread *thread)
{
	return kernel_lacks(MEANS_TRACING) && thread->call.kind &&
	       thread->call.kind->traits & EXECUTES;
}

void lifecycle_on_exited(struct run *run, struct thread *thread, int status)
{
	struct process *process = thread->process;

	/* Killed while it was held: its end may be what it was held for, and lets go of nothing. */
	if (thread->state == THREAD_HELD)
		thread->state = THREAD_RUNS;
	/* No stop tells of SIGKILL: what was last is too old to be what it died in. */
	if (process && WIFSIGNALED(status) && (WTERMSIG(status) == SIGKILL || !process->last)) {
		process->last = thread->call.kind;
		process->last_fd = thread->call.fd;
	}
	if (process && process->launched && has_become_silent(thread))
		run_lost(run, process->role, LOST_CALLS,
			 "it has become a program that does not tell its calls");
	if (process && process->launched)
		lifecycle_end_in_call(run, thread);
	if (process && thread->tid == process->pid)
		end_process(run, process, status);
	else if (process)
		process->threads--;
	thread_remove(&run->all, thread);
}
