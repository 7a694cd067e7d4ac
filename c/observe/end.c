#include "end.h"

#include "acts/perform.h"
#include "idle.h"
#include "memory.h"
#include "signals.h"

static void unready(struct run *run, int place, const char *because)
{
	const struct role *role = &run->cast->role[place];
	bool serves = role->readiness == READY_SERVING;
	struct endpoint end = role->address;
	char address[ENDPOINT_TEXT];
	struct json blocked = { 0 };

	end.port = (uint16_t)role->port;
	endpoint_text(address, &end);
	quiescence_blocked_of(run, &blocked, place);
	run_tell(run, &(struct event){
		.kind = EVENT_UNREADY, .who.role = role->name,
		.unready = { .because = because, .port = serves ? role->port : -1,
			     .address = serves && role->has_address ? address : NULL,
			     .blocked = &blocked },
	});
	json_free(&blocked);
	run_end(run, END_UNREADY);
}

/* The last role is not ready, and nothing more can happen. */
static void end_unless_it_waits(struct run *run, int last)
{
	if (run->cast->role[last].readiness == READY_WAITING)
		run_ready(run, last, "wait", NULL);
	else
		unready(run, last, run->part[last].alive ? "waiting" : "ended");
}

/*
 * Is somebody held who may go on now? How long it is watched that nothing happens is not the
 * programs' time.
 */
static bool somebody_goes_on(struct run *run, enum rest rest, bool idle)
{
	if (rest == REST_TIMED && perform_waited_for(run))
		return true;
	if ((rest != REST_HELD && !idle) || !perform_giving_up(run))
		return false;
	if (idle)
		run->began_ns += monotonic_ns() - run->idle.since_ns;
	return true;
}

/* @now: without regard to when the last look was. Return: is it the end? */
static bool end_at_memory(struct run *run, bool now)
{
	if (run->reason != END_NONE ||
	    !memory_is_exceeded(run, now, run->because, sizeof(run->because)))
		return false;
	run_end(run, END_MEMORY);
	return true;
}

void end_at_rest(struct run *run, enum rest rest, bool but_for_one)
{
	int last = run->started - 1;
	bool all_ready = run->part[last].ready && run->started == run->cast->roles;
	/* It may be found by another look than the one that was made because somebody spins. */
	enum end_reason reason = but_for_one || quiescence_spins(run) ? END_SPIN : END_QUIET;
	/* Of who is still to serve, timers may be what it waits for. */
	bool idle = (rest == REST_NO || rest == REST_TIMED) && idle_look(run) && all_ready;

	if (somebody_goes_on(run, rest, idle))
		return;
	/* What is held when all is at rest is not a matter of when it was looked at. */
	if ((idle || rest == REST_YES) && end_at_memory(run, true))
		return;
	if (idle && reason == END_QUIET && !quiescence_leaders_ended(run))
		run_end(run, END_TIMERS);
	else if (idle || (rest == REST_YES && all_ready))
		run_end(run, reason);
	else if (rest == REST_YES && !run->part[last].ready)
		end_unless_it_waits(run, last);
}

void end_at_full_record(struct run *run)
{
	if (run->record.events > run->cast->events_max)
		run_end(run, END_RECORD);
}

static void end_at_deadline(struct run *run)
{
	if (run->reason != END_NONE)
		return;
	quiescence_disturbed(run, run->because, sizeof(run->because));
	run_end(run, END_DEADLINE);
}

void end_at_limits(struct run *run)
{
	int last = run->started - 1;

	if (signals_told_to_stop())
		run_end(run, END_INTERRUPTED);
	if (run->record.error)
		run_broken(run, "cannot write the record");
	end_at_full_record(run);
	(void)end_at_memory(run, false);
	if (run_left_ns(run) > 0)
		return;
	if (run->reason == END_NONE && last >= 0 && !run->part[last].ready &&
	    run->cast->role[last].readiness == READY_SERVING)
		unready(run, last, "deadline");
	end_at_deadline(run);
}

