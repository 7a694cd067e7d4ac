#include "tracer/tracer.h"

#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tracer/signal_stop.h"
#include "tracer/kernel.h"
#include "tracer/lifecycle.h"
#include "tracer/syscall_stop.h"
#include "tracer/stop.h"
#include "tracer/told.h"

/* A thread that has been killed meanwhile cannot be resumed; its end is reported next. */
static void resume(struct run *run, pid_t tid, enum owed owed, int signal)
{
	long data = signal;	/* ptrace(2) of glibc takes what follows as it comes */
	long rc;

	if (kernel_lacks(MEANS_TRACING)) {
		told_go_on(tid);
		return;
	}
	rc = owed == OWED_RETURN ? ptrace(PTRACE_SYSCALL, tid, 0, data) :
	     owed == OWED_RUN    ? ptrace(PTRACE_CONT, tid, 0, data) :
				   ptrace(PTRACE_LISTEN, tid, 0, 0);

	if (rc < 0 && errno != ESRCH)
		run_broken(run, "cannot resume a thread");
}

void tracer_forget_call(struct thread *thread)
{
	syscall_stop_forget(thread);
}

void tracer_resume(struct run *run, pid_t tid, struct step step)
{
	if (step.child)
		resume(run, step.child->tid, OWED_RUN, 0);
	if (step.owed != OWED_NOTHING) {
		struct thread *thread = kernel_lacks(MEANS_PLACE) ? thread_find(&run->all, tid) :
								    NULL;

		if (thread)
			thread->resumed_ns = monotonic_ns();
		resume(run, tid, step.owed, step.signal);
	}
}

pid_t tracer_wait(int *status, bool wait)
{
	if (kernel_lacks(MEANS_TRACING))
		return told_wait(status, wait);
	return wait4(-1, status, __WALL | (wait ? 0 : WNOHANG), NULL);
}

void tracer_let_go(struct run *run, struct thread *thread)
{
	tracer_resume(run, thread->tid, syscall_stop_proceed(run, thread));
}

static int seize(pid_t pid, int told)
{
	const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK |
			     PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC |
			     PTRACE_O_EXITKILL;

	if (!kernel_lacks(MEANS_TRACING))
		return ptrace(PTRACE_SEIZE, pid, 0, options) < 0 ? -errno : 0;
	return told_begin(pid, told);
}

int tracer_begin(struct run *run, pid_t pid, int role, int told)
{
	struct process *process = process_add(&run->all, pid);
	struct thread *thread = thread_add(&run->all, pid);
	int rc;

	if (!process || !thread)
		return -EAGAIN;
	rc = seize(pid, told);
	if (rc) {
		thread_remove(&run->all, thread);
		process_remove(&run->all, process);
		return rc;
	}
	process->files = files_new();
	if (!process->files)
		return -ENOMEM;
	process->role = role;
	process->first = true;
	process->parent = getpid();
	process->threads = 1;
	thread->process = process;
	thread->state = THREAD_RUNS;
	thread->resumed_ns = monotonic_ns();
	run->part[role].alive = 1;

	run_tell(run, &(struct event){ .kind = EVENT_BORN, .who = run_process(run, process),
				       .born = { process->parent, "launch" } });
	return 0;
}

/* The first stop of a child whose parent's event is still to come: it waits for that. */
static void on_unknown(struct run *run, pid_t tid, bool gone, int status)
{
	struct thread *thread = thread_add(&run->all, tid);

	if (!thread) {
		run_end(run, END_PROCESSES);
		return;
	}
	thread->state = THREAD_NEW;
	thread->stopped = !gone;
	thread->gone = gone;
	thread->status = status;
}

static const struct step NOTHING = { .owed = OWED_NOTHING };

static struct step on_known(struct run *run, struct thread *thread, enum stop stop, int status)
{
	switch (stop) {
	case STOP_ENTRY:
		return syscall_stop_enter(run, thread);
	case STOP_RETURN:
		return syscall_stop_exit(run, thread);
	case STOP_SIGNAL:
		return signal_stop_take(run, thread, WSTOPSIG(status));
	case STOP_GROUP:
		return (struct step){ .owed = OWED_STAY };
	case STOP_CHILD:
		return lifecycle_on_child(run, thread, status);
	case STOP_EXEC:
		lifecycle_on_exec(run, thread->tid);
		if (kernel_lacks(MEANS_TRACING)) {
			syscall_stop_greeted(run, thread);
			run_lost(run, thread->process->role, LOST_SIGNALS,
				 "it tells only of those that it takes, and nobody traces it");
		}
		return (struct step){ .owed = OWED_RETURN };
	case STOP_EXITED:
		lifecycle_on_exited(run, thread, status);
		return NOTHING;
	case STOP_NONE:
	case STOP_COUNT:
		break;
	}
	return (struct step){ .owed = thread->state == THREAD_IN_CALL ? OWED_RETURN : OWED_RUN };
}

struct step tracer_handle(struct run *run, pid_t tid, int status)
{
	enum stop stop = stop_classify(status);
	struct thread *thread = thread_find(&run->all, tid);

	if (!thread) {
		/* Ended before, and orphaned since: we are its init and take its status. */
		if (stop == STOP_EXITED && process_find(&run->all, tid))
			lifecycle_reaped(run, tid, getpid());
		else if (run->reason != END_PROCESSES && !kernel_lacks(MEANS_TRACING))
			on_unknown(run, tid, stop == STOP_EXITED, status);
		return NOTHING;
	}
	thread->in_group_stop = stop == STOP_GROUP;
	if (thread->state == THREAD_NEW && (stop == STOP_NONE || stop == STOP_RETURN)) {
		thread->stopped = true;	/* seen before its parent's event */
		return NOTHING;
	}
	return on_known(run, thread, stop, status);
}
