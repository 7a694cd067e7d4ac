#include "acts/acts.h"

uint32_t acts_see(struct cast *cast, const struct event *event)
{
	uint32_t met = 0;

	for (int i = 0; i < cast->acts; i++) {
		struct act *act = &cast->act[i];

		if (act->has_from && !act->begun) {
			act->begun = pattern_meets(&act->from, event);
		} else if (act->has_mark && !act->done && pattern_meets(&act->mark, event)) {
			act->done = true;
			met |= 1u << i;
		}
	}
	return met;
}

/*
 * Calls by name are those of conversations with the cast: what a program sends to its statistics
 * or asks of a name server is neither held nor counted.
 */
static bool is_meant(struct act *act, const struct event *entry)
{
	return !(act->call.names && entry->call.foreign) && pattern_meets(&act->call, entry);
}

/*
 * May the act do anything at all, at this moment? Before a role serves, there is nothing to keep it
 * from.
 */
static bool is_in_force(const struct act *act, const struct event *entry)
{
	if (act->done || (act->has_from && !act->begun))
		return false;
	return act->call.names || entry->call.ready;
}

/* Who asks only whether a child has ended does not wait: wait(2), WNOHANG. */
static bool never_waits(const struct call *call)
{
	return call->kind->traits & WAITS_FOR_CHILD && call_has_constant(call, "WNOHANG");
}

uint32_t acts_hold(struct cast *cast, const struct event *entry)
{
	uint32_t holds = 0;

	for (int i = 0; i < cast->acts; i++) {
		struct act *act = &cast->act[i];

		if (act->kind == ACT_HOLD && is_meant(act, entry) && is_in_force(act, entry) &&
		    !(act->call.names && never_waits(entry->call.call)))
			holds |= 1u << i;
	}
	return holds;
}

static bool is_longer(const struct call *call, int64_t bytes)
{
	return call->kind->traits & HAS_SIZE && call->argument[2] > (uint64_t)bytes;
}

uint32_t acts_alter(struct cast *cast, const struct event *entry)
{
	uint32_t alters = 0;

	for (int i = 0; i < cast->acts; i++) {
		struct act *act = &cast->act[i];

		if ((act->kind == ACT_SHORT || act->kind == ACT_FAIL) && is_in_force(act, entry) &&
		    is_meant(act, entry) &&
		    (act->kind == ACT_FAIL || is_longer(entry->call.call, act->bytes)))
			alters |= 1u << i;
	}
	return alters;
}

uint32_t acts_that_wait(const struct cast *cast)
{
	uint32_t acts = 0;

	for (int i = 0; i < cast->acts; i++)
		acts |= (uint32_t)cast->act[i].or_waits << i;
	return acts;
}

uint32_t acts_until_quiet(const struct cast *cast)
{
	uint32_t acts = 0;

	for (int i = 0; i < cast->acts; i++)
		acts |= (uint32_t)cast->act[i].or_quiet << i;
	return acts;
}
