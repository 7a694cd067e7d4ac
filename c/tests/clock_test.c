/* clock: whether it was set, between two looks. */
#include "clock.h"

#include "check.h"

enum { MS = 1000000 };

static const int64_t GAP_NS = 1763832000000000000;

struct look {
	int64_t at_ms, lasts_ms;	/* of the clock that nobody sets */
	int64_t gap_ms;			/* more than at the start, of the clock of the record */
};

static bool was_set(const struct look looks[], size_t count)
{
	struct clock_watch watch = { .least_ns = GAP_NS, .most_ns = GAP_NS };

	for (size_t i = 0; i < count; i++) {
		int64_t before_ns = looks[i].at_ms * MS, after_ns = before_ns + looks[i].lasts_ms * MS;

		clock_watch_saw(&watch, before_ns, before_ns + GAP_NS + looks[i].gap_ms * MS, after_ns);
	}
	return watch.was_set;
}

static void steps_and_drifts(void)
{
	const struct look forwards[] = { { 2, 0, 0 }, { 4, 0, 12 } };
	const struct look backwards[] = { { 2, 0, 0 }, { 4, 0, -12 }, { 6, 0, 0 } };
	const struct look drifts[] = { { 2, 0, 4 }, { 4, 0, 8 }, { 6, 0, 12 }, { 8, 0, 16 } };
	const struct look there_and_back[] = { { 2, 0, 6 }, { 4, 0, -4 }, { 6, 0, 6 } };
	/* It had no processor between two readings: nobody knows when the middle one was. */
	const struct look was_away[] = { { 2, 0, 0 }, { 4, 500, 499 }, { 600, 0, 1 } };
	const struct look set_while_away[] = { { 2, 0, 0 }, { 4, 500, 511 } };

	expect(was_set(forwards, COUNT(forwards)), "forwards");
	expect(was_set(backwards, COUNT(backwards)), "backwards");
	expect(!was_set(drifts, COUNT(drifts)), "drifts");
	expect(!was_set(there_and_back, COUNT(there_and_back)), "there and back");
	expect(!was_set(was_away, COUNT(was_away)), "was away");
	expect(was_set(set_while_away, COUNT(set_while_away)), "set while away");
	ok("clock: steps, drifts, and looks that were interrupted");
}

static void this_machine(void)
{
	struct clock_watch watch = clock_watch_begin();

	for (int i = 0; i < 1000; i++)
		clock_watch_look(&watch);
	expect(!watch.was_set, "of this machine");
	ok("clock: a thousand looks at this machine's");
}

int main(void)
{
	steps_and_drifts();
	this_machine();
	return 0;
}
