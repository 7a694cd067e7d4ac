#include "quiet.h"

#include <stdio.h>

#include "flow.h"

bool quiet_leaders_ended(const struct run *run)
{
	if (run->started < run->cast->roles)
		return false;
	for (int i = 0; i < run->started; i++)
		if (run_leads(run, i) && run->part[i].alive)
			return false;
	return true;
}

static bool ends_by_itself(const struct thread *thread)
{
	if (process_is_timed(thread->process))
		return true;
	return thread->call.kind ? call_waits_for_time(&thread->call) : thread_is_in_timed_futex(thread);
}

bool quiet_waits(const struct thread *thread)
{
	switch (thread_state(thread)) {
	case 'S':
		return thread_sleeps(thread);
	case 'T':	/* stopped by a signal: only another one moves it */
	case 'Z':	/* a first thread that has ended before the others */
		return true;
	case 'D':	/* for its child after vfork(2); in any other call for the kernel, which acts */
		return thread->call.kind && thread->call.waits_for_child;
	default:
		return false;
	}
}

static enum rest look_at(const struct thread *thread, bool timed_counts)
{
	if (thread->state == THREAD_HELD)
		return REST_HELD;
	if (!thread->process)
		return REST_NO;
	if (!quiet_waits(thread))
		return REST_NO;
	return timed_counts && !thread->in_group_stop && ends_by_itself(thread) ? REST_TIMED :
										 REST_YES;
}

enum rest quiet_look(const struct run *run)
{
	bool timed_counts = !quiet_leaders_ended(run);
	enum rest rest = REST_YES;

	if (flow_in_flight())
		return REST_NO;
	for (int i = 0; i < PROCESSES_MAX; i++) {
		const struct thread *thread = &run->all.thread[i];
		enum rest one = thread->tid ? look_at(thread, timed_counts) : REST_YES;

		if (one < rest)
			rest = one;
		if (rest == REST_NO)
			break;
	}
	return rest;
}

uint64_t quiet_turns(const struct run *run)
{
	uint64_t turns = 0;

	for (int i = 0; i < PROCESSES_MAX; i++)
		if (run->all.thread[i].tid && run->all.thread[i].process)
			turns += thread_turns(&run->all.thread[i]);
	return turns;
}

static bool spins(const struct run *run, const struct thread *thread)
{
	return run->reason == END_SPIN && run->spin.thread == thread;
}

/* One that spins is between two calls when it is looked at: the one it repeats is meant. */
static void put_place(struct json *json, const struct run *run, const struct thread *thread)
{
	struct thread repeats = { .call = { .kind = thread->process->last,
					    .fd = thread->process->last_fd } };
	char place[64];

	thread_place(spins(run, thread) ? &repeats : thread, place, sizeof(place));
	json_text(json, "in", place);
}

static bool is_concerned(const struct run *run, const struct thread *thread, int role)
{
	const struct process *process = thread->tid ? thread->process : NULL;

	if (!process)
		return false;
	return role < 0 ? run_leads(run, process->role) || spins(run, thread) : process->role == role;
}

void quiet_blocked(const struct run *run, struct json *json, int role)
{
	json_open(json, "blocked", '[');
	for (int i = 0; i < PROCESSES_MAX; i++) {
		const struct thread *thread = &run->all.thread[i];

		if (!is_concerned(run, thread, role))
			continue;
		json_open(json, NULL, '{');
		json_text(json, "role", run_role(run, thread->process));
		json_int(json, "pid", thread->process->pid);
		put_place(json, run, thread);
		json_bool(json, "running", thread->state != THREAD_HELD && !quiet_waits(thread));
		json_close(json, '}');
	}
	json_close(json, ']');
}
