#include "run.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "acts/acts.h"
#include "wire/flow.h"

const char *run_role(const struct run *run, const struct process *process)
{
	return run->cast->role[process->role].name;
}

bool run_is_same_role(const struct run *run, int place, int other)
{
	return !strcmp(run->cast->role[place].name, run->cast->role[other].name);
}

bool run_is_left(const struct run *run, int place)
{
	for (int i = 0; i < run->cast->roles; i++)
		if (run->part[i].alive && run_is_same_role(run, i, place))
			return true;
	return false;
}

struct who run_who(const struct run *run, const struct thread *thread)
{
	const struct process *process = thread->process;

	return (struct who){ run_role(run, process), process->pid, thread->tid, process->first };
}

struct who run_process(const struct run *run, const struct process *process)
{
	return (struct who){ run_role(run, process), process->pid, 0, process->first };
}

void run_tell(struct run *run, const struct event *event)
{
	record_event(&run->record, event);
	run_show(run, event);
}

/* What happens when the run is over is nobody's moment. */
void run_show(struct run *run, const struct event *event)
{
	if (run->cast->acts && run->reason == END_NONE)
		run->met |= acts_see(run->cast, event);
}

void run_end(struct run *run, enum end_reason reason)
{
	if (run->reason == END_NONE)
		run->reason = reason;
}

void run_broken(struct run *run, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (run->reason == END_NONE)
		(void)vsnprintf(run->because, sizeof(run->because), format, args);
	va_end(args);
	run_end(run, END_BROKEN);
}

void run_lost(struct run *run, int role, enum loss what, const char *because)
{
	static const char *const names[] = { [LOST_CALLS] = "calls", [LOST_NETWORK] = "network",
					     [LOST_PROCESSES] = "processes",
					     [LOST_WORDS] = "words", [LOST_COVER] = "cover",
					     [LOST_SIGNALS] = "signals" };
	_Static_assert(sizeof(names) / sizeof(*names) == LOSSES, "each loss has a name");

	if (run->lost[role] & 1u << what)
		return;
	run->lost[role] |= 1u << what;
	run_tell(run, &(struct event){ .kind = EVENT_LOST,
				       .who.role = run->cast->role[role].name,
				       .lost = { .what = names[what], .because = because } });
}

int64_t run_left_ns(const struct run *run)
{
	int64_t left_ns = run->began_ns + run->cast->deadline_ms * 1000000 - monotonic_ns();

	return left_ns > 0 ? left_ns : 0;
}

bool run_leads(const struct run *run, int role)
{
	return run->cast->role[role].readiness != READY_SERVING;
}

void run_ready(struct run *run, int role, const char *how, const char *address)
{
	run->part[role].ready = true;
	run->effects++;
	/* A program may take its time to start, and is to have its time after that. */
	if (run->cast->role[role].readiness == READY_SERVING)
		run->began_ns = monotonic_ns();
	run_tell(run, &(struct event){ .kind = EVENT_READY, .who.role = run->cast->role[role].name,
				       .ready = { how, address } });
}

void run_count_lost(struct run *run)
{
	if (run->capture.fd >= 0 && capture_count_lost(&run->capture) < 0)
		run_broken(run, "cannot ask for lost frames");
}

/* A socket that has sent nothing yet is none that matters, and is not told of in a census. */
enum whose run_sockets(const struct run *run)
{
	bool saw_all =
		run->world.net && run->capture.fd >= 0 && !run->capture.lost && flow_has_all();

	return saw_all ? SOCKETS_SEEN : SOCKETS_ALL;
}

static void tell(void *context, const struct event *event)
{
	run_tell(context, event);
}

/* What a server tells its log may be a timer's doing: only words of those who lead count. */
static void read_one(struct run *run, int role, struct stream *stream)
{
	if (stream_read(stream, run->cast->output_max, tell, run))
		run->effects += run_leads(run, role);
	if (stream->error && !run->record.error)
		run->record.error = stream->error;
}

/* The roles that @role stands for are those from this one on, up to after_last(). */
static int first_of(int role)
{
	return role == ROLE_NONE ? 0 : role;
}

static int after_last(const struct run *run, int role)
{
	return role == ROLE_NONE ? run->started : role + 1;
}

void run_read_outputs(struct run *run, int role)
{
	for (int i = first_of(role); i < after_last(run, role); i++) {
		read_one(run, i, &run->part[i].out);
		read_one(run, i, &run->part[i].err);
	}
}

void run_flush_outputs(struct run *run, int role)
{
	for (int i = first_of(role); i < after_last(run, role); i++) {
		stream_flush(&run->part[i].out, tell, run);
		stream_flush(&run->part[i].err, tell, run);
	}
}

void run_close_outputs(struct run *run)
{
	run_flush_outputs(run, ROLE_NONE);
	for (int i = 0; i < run->started; i++) {
		stream_close(&run->part[i].out);
		stream_close(&run->part[i].err);
	}
}
