#include "tracer/signal_stop.h"

#include <signal.h>
#include <sys/ptrace.h>

#include "acts/acts.h"
#include "text/names.h"
#include "tracer/syscall_stop.h"
#include "tracer/tracer.h"

void signal_stop_take(struct run *run, struct thread *thread, int signal)
{
	struct process *process = thread->process;
	siginfo_t info = { 0 };
	struct happening happening = { .kind = HAPPENING_GETS, .role = run_role(run, process),
				       .first = process->first, .signal = signal };
	struct json *json;

	if (ptrace(PTRACE_GETSIGINFO, thread->tid, 0, &info) < 0)
		return;	/* killed in this moment */
	if (!process->launched) {
		tracer_resume(run, thread->tid, FREELY, signal);
		return;
	}
	if (thread->interrupted)
		syscall_stop_interrupted(run, thread, signal);
	process->faulted = info.si_code > 0 &&
		(signal == SIGSEGV || signal == SIGBUS || signal == SIGILL || signal == SIGFPE);
	process->fault = (uint64_t)(uintptr_t)info.si_addr;
	/* SIGPIPE, abort(3), kill(2) of oneself: it comes from the call that was just made. */
	if (info.si_code > 0 || info.si_pid != process->pid)
		process->last = NULL;

	json = record_begin(&run->record, clock_ns(), "signal");
	json_text(json, "role", happening.role);
	json_int(json, "pid", process->pid);
	if (thread->tid != process->pid)
		json_int(json, "tid", thread->tid);
	json_text(json, "signal", signal_name(signal));
	if (info.si_code <= 0 || signal == SIGCHLD)
		json_int(json, "sender", info.si_pid);
	record_end(&run->record);
	acts_happened(run, &happening);
	tracer_resume(run, thread->tid, FREELY, signal);
}
