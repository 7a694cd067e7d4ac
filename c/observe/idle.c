#include "idle.h"

static void begin(struct run *run)
{
	run->idle = (struct idle){ .effects = run->effects };
	for (int i = 0; i < run->all.threads; i++)
		if (run->all.thread[i]->process)
			run->all.thread[i]->turns = thread_turns(run->all.thread[i]);
}

/* Has everybody whose wait ends by itself had the processor since? */
static bool all_had_a_turn(const struct run *run)
{
	for (int i = 0; i < run->all.threads; i++) {
		const struct thread *thread = run->all.thread[i];

		if (thread->process && quiet_is_timed(run, thread) &&
		    thread_turns(thread) == thread->turns)
			return false;
	}
	return true;
}

bool idle_look(struct run *run, enum rest rest)
{
	struct idle *idle = &run->idle;
	int64_t now_ns = monotonic_ns();

	if (rest == REST_TIMED && (idle->effects != run->effects || !idle->seen_ns))
		begin(run);
	else if (rest == REST_TIMED && idle->waited)
		idle->ns += now_ns - idle->seen_ns;
	idle->waited = rest == REST_TIMED;
	idle->seen_ns = now_ns;
	return idle->waited && idle->ns >= run->cast->idle_ms * 1000000 && all_had_a_turn(run);
}
