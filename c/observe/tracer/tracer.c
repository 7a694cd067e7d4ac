#include "tracer/tracer.h"

#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tracer/signal_stop.h"
#include "tracer/lifecycle.h"
#include "tracer/syscall_stop.h"
#include "tracer/stop.h"

/* A thread that has been killed meanwhile cannot be resumed; its end is reported next. */
void tracer_resume(struct run *run, pid_t tid, enum how how, int signal)
{
	long data = signal;	/* ptrace(2) of glibc takes what follows as it comes */
	long rc = how == TO_RETURN ? ptrace(PTRACE_SYSCALL, tid, 0, data) :
		  how == FREELY	   ? ptrace(PTRACE_CONT, tid, 0, data) :
				     ptrace(PTRACE_LISTEN, tid, 0, 0);

	if (rc < 0 && errno != ESRCH)
		run_broken(run, "cannot resume a thread");
}

int tracer_begin(struct run *run, pid_t pid, int role)
{
	const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK |
			     PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC |
			     PTRACE_O_EXITKILL;
	struct process *process = process_add(&run->all, pid);
	struct thread *thread = thread_add(&run->all, pid);
	struct json *json;

	if (!process || !thread)
		return -EAGAIN;
	if (ptrace(PTRACE_SEIZE, pid, 0, options) < 0)
		return -errno;
	process->files = files_new();
	if (!process->files)
		return -ENOMEM;
	process->role = role;
	process->first = true;
	process->parent = getpid();
	process->threads = 1;
	thread->process = process;
	thread->state = THREAD_RUNS;
	run->part[role].alive = 1;

	json = record_begin(&run->record, clock_ns(), "born");
	json_text(json, "role", run_role(run, process));
	json_int(json, "pid", pid);
	json_int(json, "parent", process->parent);
	json_text(json, "how", "launch");
	record_end(&run->record);
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

void tracer_stop(struct run *run, pid_t tid, int status)
{
	enum stop stop = stop_classify(status);
	struct thread *thread = thread_find(&run->all, tid);

	if (!thread) {
		/* Ended before, and orphaned since: we are its init and take its status. */
		if (stop == STOP_EXITED && process_find(&run->all, tid))
			lifecycle_reaped(run, tid, getpid());
		else if (run->reason != END_PROCESSES)
			on_unknown(run, tid, stop == STOP_EXITED, status);
		return;
	}
	thread->in_group_stop = stop == STOP_GROUP;
	switch (stop) {
	case STOP_ENTRY:
		syscall_stop_enter(run, thread);
		return;
	case STOP_RETURN:
		syscall_stop_exit(run, thread);
		break;
	case STOP_SIGNAL:
		signal_stop_take(run, thread, WSTOPSIG(status));
		return;
	case STOP_GROUP:
		tracer_resume(run, tid, STAY_STOPPED, 0);
		return;
	case STOP_CHILD:
		lifecycle_on_child(run, thread, status);
		tracer_resume(run, tid, TO_RETURN, 0);
		return;
	case STOP_EXEC:
		lifecycle_on_exec(run, tid);
		tracer_resume(run, tid, TO_RETURN, 0);
		return;
	case STOP_EXITED:
		lifecycle_on_exited(run, thread, status);
		return;
	case STOP_NONE:
	case STOP_COUNT:
		break;
	}
	if (thread->state == THREAD_NEW) {	/* seen before its parent's event */
		thread->stopped = true;
		return;
	}
	tracer_resume(run, tid, thread->state == THREAD_IN_CALL ? TO_RETURN : FREELY, 0);
}
