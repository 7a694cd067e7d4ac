#include "idle.h"

#include "spin.h"

/* How far apart looks are: each asks for every thread, which is not to be done all the time. */
static const int64_t SPAN_NS = 20000000;

/* More than a stop takes: of ten thousand a second nobody waits, and timers make some hundreds. */
static const int64_t STOP_NS = 100000;

/* So many stops between two looks are a timer's. */
enum { FEW = 8 };

/* Looks at thousands of threads take a fifth of the time at most: whoever stops waits meanwhile. */
enum { APART = 4 };

static bool waits(struct run *run, struct thread *thread)
{
	return spin_is(run, thread) || quiescence_waits(thread);
}

/*
 * A turn lasts from one wait to the next. Who has made a call that waits is not asleep yet, and who
 * has woken has not done yet what it woke for: on a busy machine each takes as long as a timer may.
 * (Who goes to sleep between the questions for its state and for its timeslices has a turn that it
 * had before: so the state is first. Who wakes between them is in a turn: so it is asked again.)
 */
static void note_turn(struct run *run, struct thread *thread)
{
	uint64_t timeslices;

	if (thread->turn == TURN_HAD || !waits(run, thread))
		return;
	timeslices = thread_schedule(thread).timeslices;
	if (thread->turn == TURN_AWAITED) {
		if (timeslices != thread->timeslices && waits(run, thread))
			thread->turn = TURN_HAD;
	} else if (quiescence_is_timed(run, thread)) {
		thread->turn = TURN_AWAITED;
		thread->timeslices = timeslices;
	}
}

/*
 * The longest time for which one thread was not waiting, since the last look: on a processor, or
 * for one. One in a loop that gets nowhere is taken for one that waits (spin.h).
 */
static int64_t busiest_ns(struct run *run)
{
	int64_t most_ns = 0;

	for (int i = 0; i < run->all.threads; i++) {
		struct thread *thread = run->all.thread[i];
		int64_t busy_ns;

		if (!thread->process)
			continue;
		busy_ns = thread_schedule(thread).busy_ns;
		if (busy_ns - thread->busy_ns > most_ns && !spin_is(run, thread))
			most_ns = busy_ns - thread->busy_ns;
		if (thread_state(thread) == 'D' && !quiescence_waits(thread)) /* the kernel acts */
			most_ns = INT64_MAX;
		thread->busy_ns = busy_ns;
		note_turn(run, thread);
	}
	return most_ns;
}

static void begin(struct run *run, int64_t now_ns)
{
	run->idle = (struct idle){
		.effects = run->effects, .since_ns = now_ns, .seen_ns = now_ns,
		.stops = run->stops, .delay_ns = own_delay_ns(),
	};
	for (int i = 0; i < run->all.threads; i++) {
		struct thread *thread = run->all.thread[i];

		if (!thread->process)
			continue;
		thread->busy_ns = thread_schedule(thread).busy_ns;
		thread->turn = TURN_NONE;
		note_turn(run, thread);
	}
}

/*
 * What of the time since the last look was spent waiting, by all. Who makes one call after the
 * other stands still most of the time, since the observer takes note of each: that is no waiting.
 * Nor is what goes by while the observer is ready to, and has no processor.
 */
static int64_t waited_ns(struct run *run, int64_t now_ns)
{
	int64_t span_ns = now_ns - run->idle.seen_ns;
	int64_t busy_ns = busiest_ns(run);
	int64_t delay_ns = own_delay_ns();

	if (busy_ns < span_ns)
		busy_ns += delay_ns - run->idle.delay_ns;
	run->idle.delay_ns = delay_ns;
	if (busy_ns < span_ns && !quiescence_spins(run))
		busy_ns += (int64_t)(run->stops - run->idle.stops) * STOP_NS;
	if (quiescence_awaits_an_answer(run) || !quiescence_nothing_to_send(run))
		return 0;
	return busy_ns < span_ns ? span_ns - busy_ns : 0;
}

static bool had_a_turn(struct run *run, struct thread *thread)
{
	if (!thread->process || thread->turn == TURN_HAD || thread->in_group_stop ||
	    thread->state == THREAD_HELD)
		return true;
	return thread->turn == TURN_NONE && !quiescence_is_timed(run, thread) && waits(run, thread);
}

/* Has everybody whose wait ends by itself had a turn, and is nobody on the way? */
static bool all_had_a_turn(struct run *run)
{
	for (int i = 0; i < run->all.threads; i++)
		if (!had_a_turn(run, run->all.thread[i]))
			return false;
	return true;
}

static bool look(struct run *run, int64_t now_ns)
{
	struct idle *idle = &run->idle;

	if (!idle->seen_ns || idle->effects != run->effects) {
		begin(run, now_ns);
		return false;
	}
	idle->ns += waited_ns(run, now_ns);
	/* A look at many threads takes its time, and whoever stops waits for us meanwhile. */
	idle->seen_ns = run->stops - idle->stops <= FEW ? now_ns : monotonic_ns();
	idle->stops = run->stops;
	return idle->ns >= run->cast->idle_ms * 1000000 && all_had_a_turn(run);
}

bool idle_look(struct run *run)
{
	int64_t began_ns = monotonic_ns(), ended_ns;
	bool is_idle;

	if (began_ns < run->idle.next_ns)
		return false;
	is_idle = look(run, began_ns);
	ended_ns = monotonic_ns();
	run->idle.next_ns = ended_ns + SPAN_NS + APART * (ended_ns - began_ns);
	return is_idle;
}
