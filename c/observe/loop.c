#include "loop.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "acts/perform.h"
#include "end.h"
#include "frames.h"
#include "launch.h"
#include "quiescence.h"
#include "tracer/stop.h"
#include "tracer/tracer.h"
#include "signals.h"
#include "unheard.h"

/* So long a fence may be on its way, on a machine that is slow. */
#define FENCE_PATIENCE_NS (100 * 1000000LL)

/*
 * What has led to an end. A process ends with its first thread. Of one that ends before its parent
 * has told of it the role is not known yet: what it has printed may be anybody's.
 */
static void read_what_led_to_end(struct run *run, pid_t tid, const struct thread *thread)
{
	const struct process *process = thread ? thread->process : NULL;

	if (process && process->pid != tid)
		return;
	frames_read(run);
	run_read_outputs(run, process ? process->role : ROLE_NONE);
}

/* What a call has caused; one that went elsewhere than to the network may have printed. */
static void read_what_came_of_call(struct run *run, const struct thread *thread)
{
	frames_read(run);
	if (!fd_is_network(thread->call.fd_kind))
		run_read_outputs(run, thread->process->role);
}

/*
 * One stop, dealt with. What an end was caused by is told before it, what a call has caused after
 * it; then what was to be done at that moment is done, and the thread goes on.
 */
static void handle(struct run *run, pid_t tid, int status)
{
	struct thread *thread = thread_find(&run->all, tid);
	struct step step;

	if (stop_classify(status) == STOP_EXITED)
		read_what_led_to_end(run, tid, thread);
	step = tracer_handle(run, tid, status);
	if (step.returned) {
		read_what_came_of_call(run, thread);
		tracer_forget_call(thread);
	}
	perform_met(run);
	tracer_resume(run, tid, step);
}

/* One stop, if there is one; @wait: else wait for it, until the next look. */
static bool take_stop(struct run *run, bool wait)
{
	int status;
	pid_t tid = tracer_wait(&status, wait);

	if (tid > 0) {
		run->stops++;
		handle(run, tid, status);
		return true;
	}
	/* Nobody to wait for, yet the run goes on: the next look decides what it waits for. */
	if (tid < 0 && errno == ECHILD && wait)
		(void)sched_yield();
	return false;
}

static bool take_stops(struct run *run)
{
	bool any = false;

	while (run->reason == END_NONE && take_stop(run, false))
		any = true;
	return any;
}

/*
 * Where nothing is captured: what is on its way is not seen, but has arrived when a datagram has
 * that was sent after it. Without one, nobody knows that a run is at rest.
 */
static bool let_arrive(struct run *run)
{
	int64_t began_ns = monotonic_ns();

	if (!fence_send(&run->fence))
		return false;
	while (!fence_has_come(&run->fence)) {
		if (monotonic_ns() - began_ns > FENCE_PATIENCE_NS)
			return false;
		(void)sched_yield();
	}
	return run->reason == END_NONE;
}

/* Bring in what is on its way through lo. A fence that is dropped never comes: another will. */
static bool bring_in_frames(struct run *run)
{
	int64_t began_ns = monotonic_ns();

	if (run->capture.fd < 0)
		return let_arrive(run);
	frames_read(run);
	if (capture_fence(&run->capture) < 0)
		run_broken(run, "cannot send a fence");
	while (run->capture.fences_seen < run->capture.fences_sent && run->reason == END_NONE) {
		if (monotonic_ns() - began_ns > FENCE_PATIENCE_NS) {
			run->capture.fences_seen = run->capture.fences_sent;
			return false;
		}
		frames_read(run);
		(void)sched_yield();
	}
	run_count_lost(run);
	return run->reason == END_NONE;
}

/*
 * Has everything come to rest? What is on its way is brought in first; then another look
 * must find the same, and nobody may have run in between.
 */
static enum rest settled(struct run *run)
{
	enum rest rest = quiescence_look(run);
	uint64_t timeslices;

	if (rest == REST_NO)
		return REST_NO;
	timeslices = quiescence_timeslices(run);
	/* Between the looks: what was sent at the last moment has woken somebody by the second. */
	if (!bring_in_frames(run) || !quiescence_nothing_to_send(run))
		return REST_NO;
	run_read_outputs(run, ROLE_NONE);
	perform_met(run);
	if (unheard_look(run) || take_stops(run) || quiescence_look(run) != rest ||
	    quiescence_timeslices(run) != timeslices)
		return REST_NO;
	return rest;
}

/*
 * One thread goes round in a loop that gets nowhere. The loop is not waited for: it never
 * lets another look find the same.
 */
static enum rest settled_but_for_one(struct run *run)
{
	enum rest rest = quiescence_look(run);

	run->spins = false;
	if (rest == REST_NO || !bring_in_frames(run) || !quiescence_nothing_to_send(run))
		return REST_NO;
	run_read_outputs(run, ROLE_NONE);
	perform_met(run);
	return quiescence_look(run) == rest ? rest : REST_NO;
}

static void start_next(struct run *run)
{
	while (run->reason == END_NONE && run->started < run->cast->roles &&
	       (!run->started || run->part[run->started - 1].ready)) {
		const char *role = run->cast->role[run->started].name;
		int rc = launch_role(run, run->started++);

		if (rc < 0)
			run_broken(run, "cannot start %.64s: %s", role, strerror(-rc));
	}
}

void loop_look(struct run *run)
{
	signals_look_taken();
	clock_watch_look(&run->clock);
	frames_read(run);
	run_read_outputs(run, ROLE_NONE);
	(void)unheard_look(run);
	perform_met(run);
	end_at_limits(run);
}

/*
 * Once the leaders have gone, the end is near, and is looked for at once: those that are
 * left get the processor, and either stop for us or come to wait. On a busy machine this is
 * given up after some turns, and the next look goes on with it.
 */
static void hasten(struct run *run)
{
	enum { TURNS = 64 };

	for (int i = 0; i < TURNS && run->reason == END_NONE; i++) {
		enum rest found;

		if (take_stops(run))
			continue;
		found = settled(run);
		end_at_rest(run, found, false);
		if (found == REST_TIMED)
			return;
		if (run->reason == END_NONE)
			(void)sched_yield();
	}
}

void loop_run(struct run *run)
{
	bool stopped;

	while (run->reason == END_NONE) {
		start_next(run);
		if (quiescence_leaders_ended(run))
			hasten(run);
		if (run->reason != END_NONE)
			break;
		stopped = take_stop(run, true);
		/* One who never lets wait4(2) wait must not outlive the deadline. */
		if (!stopped || signals_look_due())
			loop_look(run);
		if (run->spins)
			end_at_rest(run, settled_but_for_one(run), true);
		else if (!stopped && run->reason == END_NONE)
			end_at_rest(run, settled(run), false);
		end_at_full_record(run);
	}
}

static bool any_alive(const struct run *run)
{
	for (int i = 0; i < run->started; i++)
		if (run->part[i].alive)
			return true;
	return false;
}

static void signal_all(const struct run *run, int signal)
{
	for (int i = 0; i < PROCESSES_MAX; i++)
		if (run->all.process[i].pid && !run->all.process[i].ended)
			(void)kill(run->all.process[i].pid, signal);
}

/* Told to stop, a process may take its time; but not more than comes to rest, or this. */
void loop_teardown(struct run *run)
{
	/* Of a fork bomb, who has been told is followed by who has not. */
	const int64_t patience_ns = run->reason == END_PROCESSES ? 0 : 2000 * 1000000LL;
	const int64_t most_ns = 8000 * 1000000LL;
	int64_t began_ns = monotonic_ns();

	run->winding_up = true;
	perform_release_all(run);
	signal_all(run, SIGTERM);
	while (any_alive(run) && monotonic_ns() - began_ns < patience_ns) {
		enum rest now;

		if (take_stop(run, false))
			continue;
		now = quiescence_look(run);
		if ((now == REST_YES || now == REST_TIMED) && !take_stop(run, false))
			break;
		(void)sched_yield();
	}
	/* One that even SIGKILL does not end, in a dead file system, goes when it can. */
	while (any_alive(run) && monotonic_ns() - began_ns < most_ns) {
		signal_all(run, SIGKILL);
		if (!take_stop(run, true) && errno == ECHILD)
			break;
	}
}
