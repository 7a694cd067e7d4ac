#include "tracer/lifecycle.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "acts/acts.h"
#include "text/names.h"
#include "tracer/tracer.h"

/* What a thread was in has no end: it ends, or another program takes its place. */
void lifecycle_end_in_call(struct run *run, struct thread *thread)
{
	struct who who = run_who(run, thread);

	if (thread->again.kind)
		record_call(&run->record, &who, &thread->again, true);
	if (thread->call.kind)
		record_call(&run->record, &who, &thread->call, true);
	thread->again.kind = thread->call.kind = NULL;
}

static void tell_birth(struct run *run, const struct process *process, pid_t tid, pid_t parent,
		       const char *how)
{
	struct json *json = record_begin(&run->record, clock_ns(), "born");

	json_text(json, "role", run_role(run, process));
	json_int(json, "pid", process->pid);
	if (tid != process->pid)
		json_int(json, "tid", tid);
	json_int(json, "parent", parent);
	json_text(json, "how", how);
	record_end(&run->record);
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

/* It has reported itself before its parent told of it. */
static void catch_up(struct run *run, struct thread *child)
{
	if (child->gone) {
		lifecycle_on_exited(run, child, child->status);
		return;
	}
	child->state = THREAD_RUNS;
	if (child->stopped)
		tracer_resume(run, child->tid, FREELY, 0);
	child->stopped = false;
}

/* PTRACE_EVENT_FORK and its kin: the parent tells whom it has made. */
void lifecycle_on_child(struct run *run, struct thread *parent, int status)
{
	int event = (int)((unsigned)status >> 16);
	const char *how = event == PTRACE_EVENT_FORK ? "fork" :
			  event == PTRACE_EVENT_VFORK ? "vfork" : "clone";
	unsigned long tid = 0;
	struct process *process;
	struct thread *child;
	bool is_thread;

	/* Beyond the limit children stay stopped where they were born, and die with the world. */
	if (run->reason == END_PROCESSES)
		return;
	if (ptrace(PTRACE_GETEVENTMSG, parent->tid, 0, &tid) < 0)
		return;
	parent->call.waits_for_child = event == PTRACE_EVENT_VFORK;
	is_thread = is_thread_of(parent, (pid_t)tid);
	process = is_thread ? parent->process : new_process(run, parent, (pid_t)tid);
	child = thread_find(&run->all, (pid_t)tid);
	if (!child)
		child = thread_add(&run->all, (pid_t)tid);
	if (!process || !child) {
		run_end(run, END_PROCESSES);
		return;
	}
	/* glibc's fork(3) is a clone(2) that is reported as a fork if it asks for SIGCHLD. */
	tell_birth(run, process, (pid_t)tid, parent->process->pid, is_thread ? "thread" : how);
	process->threads++;
	child->process = process;
	catch_up(run, child);
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
	struct json *json = record_begin(&run->record, clock_ns(), "exec");
	char path[64], text[4096];
	ssize_t len;
	int fd;

	json_text(json, "role", run_role(run, process));
	json_int(json, "pid", process->pid);
	(void)snprintf(path, sizeof(path), "/proc/%d/exe", process->pid);
	len = readlink(path, text, sizeof(text) - 1);
	text[len < 0 ? 0 : len] = '\0';
	json_text(json, "path", text);

	(void)snprintf(path, sizeof(path), "/proc/%d/cmdline", process->pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	len = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);
	json_open(json, "argv", '[');
	for (ssize_t at = 0; at < len; at += (ssize_t)strlen(text + at) + 1) {
		text[len] = '\0';
		json_text(json, NULL, text + at);
	}
	json_close(json, ']');
	if (fd >= 0)
		(void)close(fd);
	record_end(&run->record);
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
	files_forget(process->files, -1);
	process->caught = process->restarts = 0;
	process->timer[TIMER_POSIX] = (struct timer){ 0 };	/* timer_create(2), NOTES */
}

void lifecycle_on_exec(struct run *run, pid_t tid)
{
	struct thread *thread = thread_find(&run->all, tid);
	unsigned long former = 0;

	if (!thread || !thread->process)
		return;
	if (ptrace(PTRACE_GETEVENTMSG, tid, 0, &former) == 0)
		become_first(run, thread, (pid_t)former);
	forget_threads_but(run, thread->process, tid);
	thread->state = THREAD_IN_CALL;
	forget_program(run, thread->process);
	tell_exec(run, thread->process);
}

void lifecycle_reaped(struct run *run, pid_t pid, pid_t by)
{
	struct process *process = process_find(&run->all, pid);
	struct json *json;

	if (!process || !process->ended)
		return;
	json = record_begin(&run->record, clock_ns(), "reaped");
	json_text(json, "role", run_role(run, process));
	json_int(json, "pid", pid);
	json_int(json, "by", by);
	record_end(&run->record);
	process_remove(&run->all, process);
}

static void put_death(struct json *json, const struct process *process)
{
	const struct thread in = { .call = { .kind = process->last, .fd = process->last_fd } };
	char place[64];

	json_text(json, "signal", signal_name(WTERMSIG(process->status)));
	if (process->faulted && WTERMSIG(process->status) != SIGKILL) {
		json_hex(json, "address", process->fault);
	} else if (process->last) {
		thread_place(&in, place, sizeof(place));
		json_text(json, "in", place);
	}
}

static void tell_end(struct run *run, const struct process *process)
{
	struct json *json = record_begin(&run->record, clock_ns(), "ended");

	json_text(json, "role", run_role(run, process));
	json_int(json, "pid", process->pid);
	json_int(json, "parent", process->parent);
	if (WIFEXITED(process->status))
		json_int(json, "status", WEXITSTATUS(process->status));
	else
		put_death(json, process);
	record_end(&run->record);
}

static void tell_unlaunched(struct run *run, const struct process *process)
{
	struct json *json = record_begin(&run->record, clock_ns(), "unlaunched");

	json_text(json, "role", run_role(run, process));
	json_text(json, "path", run->cast->role[process->role].argv[0]);
	json_text(json, "error", errno_name(process->launch_error ? process->launch_error : EIO));
	record_end(&run->record);
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

static void end_process(struct run *run, struct process *process, int status)
{
	struct happening happening = { .kind = HAPPENING_ENDS, .role = run_role(run, process),
				       .first = process->first };
	pid_t self = getpid();

	process->ended = true;
	run->effects += process->first;
	process->status = status;
	run->part[process->role].alive--;
	run_watch(run);
	run_hear(run, &run->part[process->role]);
	if (!process->launched) {
		tell_unlaunched(run, process);
		process_remove(&run->all, process);
		return;
	}
	tell_end(run, process);
	happening.result = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
	happening.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	happening.last = run->part[process->role].alive == 0;
	acts_happened(run, &happening);
	orphan_children(run, process->pid, self);
	/* What we have launched is our own child, and this notice was its reaping. */
	if (process->parent == self)
		lifecycle_reaped(run, process->pid, self);
	else if (is_disowned(run, process))
		lifecycle_reaped(run, process->pid, process->parent);
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
	if (process && process->launched)
		lifecycle_end_in_call(run, thread);
	if (process && thread->tid == process->pid)
		end_process(run, process, status);
	else if (process)
		process->threads--;
	thread_remove(&run->all, thread);
}
