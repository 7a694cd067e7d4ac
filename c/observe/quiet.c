#include "quiet.h"

#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>

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

/* A thread that is in none of the recorded calls: is it a futex(2) with a time-out? */
static bool futex_with_time(const struct thread *thread)
{
	char path[64], text[256] = "";
	unsigned long timeout = 0;
	long number = -1;
	FILE *file;

	(void)snprintf(path, sizeof(path), "/proc/%d/task/%d/syscall", thread->process->pid,
		       thread->tid);
	file = fopen(path, "re");
	if (!file)
		return false;
	if (!fgets(text, sizeof(text), file))
		text[0] = '\0';
	(void)fclose(file);
	return sscanf(text, "%ld 0x%*x 0x%*x 0x%*x 0x%lx", &number, &timeout) == 2 &&
	       number == SYS_futex && timeout;
}

static bool ends_by_itself(const struct thread *thread)
{
	if (thread->process->timed)
		return true;
	return thread->call.kind ? call_waits_for_time(&thread->call) : futex_with_time(thread);
}

static enum rest look_at(const struct thread *thread, bool timed_counts)
{
	if (thread->state == THREAD_HELD)
		return REST_HELD;
	if (!thread->process)
		return REST_NO;
	switch (process_state(thread->process->pid, thread->tid)) {
	case 'S':
		return timed_counts && ends_by_itself(thread) ? REST_TIMED : REST_YES;
	case 'T':	/* stopped by a signal: only another one moves it */
	case 'Z':	/* a first thread that has ended before the others */
		return REST_YES;
	default:
		return REST_NO;
	}
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

void quiet_blocked(const struct run *run, struct json *json, int role)
{
	char place[64];

	json_open(json, "blocked", '[');
	for (int i = 0; i < PROCESSES_MAX; i++) {
		const struct thread *thread = &run->all.thread[i];
		const struct process *process = thread->tid ? thread->process : NULL;

		if (!process || (role < 0 ? !run_leads(run, process->role) : process->role != role))
			continue;
		thread_place(thread, place, sizeof(place));
		json_open(json, NULL, '{');
		json_text(json, "role", run_role(run, process));
		json_int(json, "pid", process->pid);
		json_text(json, "in", place);
		json_bool(json, "running", thread->state != THREAD_HELD &&
			  !strchr("STZ", process_state(process->pid, thread->tid)));
		json_close(json, '}');
	}
	json_close(json, ']');
}
