#include "spin.h"

#include <errno.h>
#include <unistd.h>

/* So often before it is said; a program that polls while it waits for a moment makes less. */
enum { SPINS = 5000 };

/*
 * So many of them are written; more say no more, and a record has an end. Whoever has made so many
 * is said to go round: asyncio asks two hundred times in vain before it waits for a second.
 */
enum { TOLD = 1000 };

/* What has come of a call. */
enum gain { GAIN_NONE, GAIN_ASIDE, GAIN_TIME, GAIN_SOME };

/* What is said is nothing that comes of it: many a loop logs each of its errors. */
static bool is_said(const struct call *call)
{
	return call->kind->traits & PRINTS && !call->error && !fd_is_network(call->fd_kind) &&
	       (call->fd == STDOUT_FILENO || call->fd == STDERR_FILENO || call->fd_kind == FD_FILE);
}

/* Bytes that a program may send to itself; its standard streams are others'. */
static bool moves_inside(const struct call *call)
{
	return call->kind->traits & MOVES_DATA && call->fd > STDERR_FILENO &&
	       (call->fd_kind == FD_PIPE || call->fd_kind == FD_SOCKET ||
		call->fd_kind == FD_OTHER);
}

/* Each write wakes one, who reads it; what is read beyond that is no wake. */
static bool is_wake(struct role_state *part, const struct call *call)
{
	if (!moves_inside(call) || (!call->sends && !part->wakes))
		return false;
	part->wakes += call->sends ? 1 : -1;
	return true;
}

/* A wait that has ended by itself, or by a signal. */
static bool has_waited(const struct call *call)
{
	int64_t waits_ns = call_waits_ns(call);

	if (call->error == EINTR)
		return true;
	return call->kind->timed && waits_ns > 0 && waits_ns != WAITS_FOR_EVER &&
	       (call->error ? call->error == EAGAIN : call->result == 0);
}

/* A close(2) that returns 0 has done something, a read(2) has not. */
static enum gain gain_of(struct role_state *part, const struct call *call)
{
	unsigned traits = call->kind->traits;

	if (has_waited(call))
		return GAIN_TIME;
	if (call->error || traits & ONLY_ASKS ||
	    (traits & (MOVES_DATA | WAITS_FOR_CHILD) && call->result == 0))
		return GAIN_NONE;
	if ((traits & IS_ASIDE && call->made < 0) || is_wake(part, call))
		return GAIN_ASIDE;
	return GAIN_SOME;
}

static struct round round_of(const struct call *call)
{
	return (struct round){ .kind = call->kind, .fd_kind = call->fd_kind, .fd = call->fd,
			       .outcome = call->error ? -call->error : call->result };
}

static bool is_same(const struct round *a, const struct round *b)
{
	return a->kind == b->kind && a->fd_kind == b->fd_kind && a->outcome == b->outcome &&
	       (a->fd == b->fd || a->outcome != -EBADF);
}

static struct round *find(struct spin *spin, const struct round *round)
{
	for (int i = 0; i < ROUNDS_MAX; i++)
		if (is_same(&spin->round[i], round))
			return &spin->round[i];
	return NULL;
}

/* It is not as before: what goes round, if anything does, begins here. */
static void begin(struct spin *spin)
{
	for (int i = 0; i < ROUNDS_MAX; i++)
		spin->round[i].times = 0;
	spin->repeats = spin->since = 0;
}

static void remember(struct spin *spin, const struct round *round)
{
	begin(spin);
	spin->round[spin->next] = *round;
	spin->next = (spin->next + 1) % ROUNDS_MAX;
}

/* A failure says why; that nothing was read, more than a question. What is rare says nothing. */
static int weight(const struct spin *spin, const struct round *round)
{
	if (!round->times || round->times * 2 * ROUNDS_MAX < spin->repeats)
		return 0;
	if (round->outcome < 0 && round->outcome != -EAGAIN)
		return 3;
	return round->kind->traits & ONLY_ASKS ? 1 : 2;
}

const struct round *spin_telling(const struct thread *thread)
{
	const struct spin *spin = &thread->spin;
	const struct round *most = NULL;
	int heaviest = 0;

	for (int i = 0; i < ROUNDS_MAX; i++) {
		const struct round *round = &spin->round[i];
		int heavy = weight(spin, round);

		if (heavy > heaviest || (most && heavy == heaviest && round->times > most->times)) {
			most = round;
			heaviest = heavy;
		}
	}
	return most;
}

/* The line that stands for those that are not written. */
static void tell_repeats(struct run *run, const struct thread *thread)
{
	const struct round *round = spin_telling(thread);

	run_tell(run, &(struct event){
		.kind = EVENT_REPEATS, .who = run_who(run, thread),
		.repeats = { round->kind->name, round->outcome < 0 ? (int)-round->outcome : 0 },
	});
}

/* All that can show that somebody gets on: only whether it has grown matters. */
static uint64_t happened(const struct run *run, const struct thread *thread)
{
	return run->effects + run->part[thread->process->role].gains;
}

static void count(struct run *run, struct thread *thread, struct round *round)
{
	struct spin *spin = &thread->spin;
	uint64_t now = happened(run, thread);

	round->fd = thread->call.fd;
	round->times++;
	spin->repeats++;
	if (spin->happened != now) {
		spin->happened = now;
		spin->since = spin->repeats;
	}
	/* Said again and again: whoever is told may find others that do not wait yet. */
	else if ((spin->repeats - spin->since) % SPINS == 0)
		run->spins = true;
	if (spin->repeats == TOLD)
		tell_repeats(run, thread);
}

bool spin_look(struct run *run, struct thread *thread)
{
	const struct call *call = &thread->call;
	struct role_state *part = &run->part[thread->process->role];
	struct spin *spin = &thread->spin;
	const struct round round = round_of(call);
	struct round *known;
	enum gain gain;

	if (is_said(call))
		return true;
	gain = gain_of(part, call);
	if (gain == GAIN_SOME) {
		part->gains++;
		part->wakes = 0;
		*spin = (struct spin){ 0 };
		return true;
	}
	known = gain == GAIN_TIME ? NULL : find(spin, &round);
	if (gain == GAIN_TIME)
		begin(spin);
	else if (!known)
		remember(spin, &round);
	else if (gain == GAIN_NONE)
		count(run, thread, known);
	return !known || spin->repeats < TOLD;
}

static bool has_repeated(const struct run *run, const struct thread *thread, int most)
{
	const struct spin *spin = &thread->spin;

	/* Told to stop, it may be on its way out. */
	return thread->process && spin->repeats - spin->since >= most &&
	       spin->happened == happened(run, thread) && !run->winding_up;
}

bool spin_is(const struct run *run, const struct thread *thread)
{
	return has_repeated(run, thread, SPINS);
}

bool spin_takes_part(const struct run *run, const struct thread *thread)
{
	if (!has_repeated(run, thread, TOLD))
		return false;
	for (int i = 0; i < run->all.threads; i++) {
		const struct thread *other = run->all.thread[i];

		if (spin_is(run, other) && other->process->role == thread->process->role)
			return true;
	}
	return false;
}
