#include "spin.h"

#include <unistd.h>

/* So often before it is said; a program that polls while it waits for a moment makes less. */
enum { SPINS = 5000 };

/* So many of them are written; a thousand say no more, and a record has an end. */
enum { TOLD = 100 };

/* Has it moved nothing? A close(2) that returns 0 has done something, a read(2) has not. */
static bool is_fruitless(const struct call *call)
{
	unsigned traits = call->kind->traits;

	return call->error || traits & ONLY_ASKS ||
	       (traits & (MOVES_DATA | WAITS_FOR_CHILD) && call->result == 0);
}

/* What is said of it is nothing that comes of it: many a loop logs each of its errors. */
static bool is_said(const struct call *call)
{
	return call->kind->traits & PRINTS &&
	       (call->fd == STDOUT_FILENO || call->fd == STDERR_FILENO) &&
	       !fd_is_network(call->fd_kind);
}

static bool is_same(const struct round *a, const struct round *b)
{
	return a->kind == b->kind && a->fd == b->fd && a->outcome == b->outcome;
}

static bool is_known(const struct spin *spin, const struct round *round)
{
	return is_same(round, &spin->round[0]) || is_same(round, &spin->round[1]);
}

/* The line that stands for those that are not written. */
static void tell_repeats(struct run *run, const struct thread *thread)
{
	run_tell(run, &(struct event){ .kind = EVENT_REPEATS, .who = run_who(run, thread),
				       .repeats.name = thread->call.kind->name });
}

bool spin_look(struct run *run, struct thread *thread)
{
	const struct call *call = &thread->call;
	struct spin *spin = &thread->spin;
	const struct round none = { NULL, 0, 0 };
	const struct round round = { call->kind, call->fd,
				     call->error ? -call->error : call->result };
	bool fruitless = is_fruitless(call);

	if (is_said(call))
		return true;
	if (!fruitless || !is_known(spin, &round)) {
		*spin = (struct spin){
			.round = { fruitless ? round : none, fruitless ? spin->round[0] : none },
		};
		return true;
	}
	if (spin->effects != run->effects) {
		spin->effects = run->effects;
		spin->since = spin->repeats;
	}
	/* Said again and again: whoever is told may find others that do not wait yet. */
	if ((++spin->repeats - spin->since) % SPINS == 0)
		run->spins = true;
	if (spin->repeats == TOLD)
		tell_repeats(run, thread);
	return spin->repeats < TOLD;
}

bool spin_is(const struct run *run, const struct thread *thread)
{
	const struct spin *spin = &thread->spin;

	/* Told to stop, it may be on its way out. */
	return spin->repeats - spin->since >= SPINS && spin->effects == run->effects &&
		!run->winding_up;
}
