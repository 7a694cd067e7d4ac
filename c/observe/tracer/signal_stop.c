#include "tracer/signal_stop.h"

#include <signal.h>

#include "tracer/kernel.h"
#include "tracer/syscall_stop.h"

static void take_note(struct process *process, int signal, const siginfo_t *info)
{
	process->faulted = info->si_code > 0 &&
		(signal == SIGSEGV || signal == SIGBUS || signal == SIGILL || signal == SIGFPE);
	process->fault = (uint64_t)(uintptr_t)info->si_addr;
	/* SIGPIPE, abort(3), kill(2) of oneself: it comes from the call that was just made. */
	if (info->si_code > 0 || info->si_pid != process->pid)
		process->last = NULL;
}

struct step signal_stop_take(struct run *run, struct thread *thread, int signal)
{
	struct process *process = thread->process;
	struct step step = { .owed = OWED_RUN, .signal = signal };
	siginfo_t info = { 0 };

	if (kernel_ask_signal(thread->tid, &info) < 0)
		return (struct step){ .owed = OWED_NOTHING };	/* killed in this moment */
	if (!process->launched)
		return step;
	if (thread->interrupted)
		step.returned = syscall_stop_interrupted(run, thread, signal);
	take_note(process, signal, &info);
	run_tell(run, &(struct event){
		.kind = EVENT_SIGNAL, .who = run_who(run, thread),
		.signal = { signal, info.si_code <= 0 || signal == SIGCHLD, info.si_pid },
	});
	return step;
}
