#include "unheard.h"

#include "calls/serving.h"
#include "quiescence.h"
#include "tracer/kernel.h"
#include "tracer/lifecycle.h"
#include "tracer/told.h"

static void on_unheard(struct run *run, struct process *process)
{
	process->launched = run->part[process->role].launched = true;
	if (run->cast->role[process->role].readiness == READY_AT_ONCE)
		run->part[process->role].ready = true;
	lifecycle_tells_nothing(run, process->role);
}

/*
 * Where the kernel does not tell that a thread waits, it is taken to if nothing is heard of it for
 * a while; but to begin may take a second in gVisor, on a machine with other work.
 */
static bool has_had_its_time(const struct thread *thread)
{
	return !kernel_lacks(MEANS_PLACE) || monotonic_ns() - thread->resumed_ns > 1000000000;
}

bool unheard_look(struct run *run)
{
	uint64_t before = run->effects;

	for (int i = 0; kernel_lacks(MEANS_TRACING) && i < run->started; i++) {
		struct thread *thread = thread_find(&run->all, run->part[i].first);

		if (!thread || !thread->process)
			continue;
		if (!thread->process->launched && process_has_begun(thread->process->pid) &&
		    has_had_its_time(thread) && quiescence_waits(thread) &&
		    !told_speaks(thread->tid))
			on_unheard(run, thread->process);
		if (run->lost[i] & 1u << LOST_CALLS && !run->part[i].ready)
			serving_find(run, thread->process);
	}
	return run->effects != before;
}
