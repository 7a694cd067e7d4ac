#include "clock.h"

#include <time.h>

static int64_t now_ns(clockid_t clock)
{
	struct timespec now;

	(void)clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t clock_ns(void)
{
	return now_ns(CLOCK_REALTIME);
}

int64_t monotonic_ns(void)
{
	return now_ns(CLOCK_MONOTONIC);
}

struct clock_watch clock_watch_begin(void)
{
	int64_t before_ns = monotonic_ns(), now_ns = clock_ns();

	return (struct clock_watch){ .least_ns = now_ns - monotonic_ns(),
				     .most_ns = now_ns - before_ns };
}

void clock_watch_saw(struct clock_watch *watch, int64_t before_ns, int64_t clock_ns,
		     int64_t after_ns)
{
	const int64_t step_ns = 10 * 1000000LL, sharp_ns = 1000000;
	int64_t least_ns = clock_ns - after_ns, most_ns = clock_ns - before_ns;

	if (least_ns > watch->most_ns + step_ns || most_ns < watch->least_ns - step_ns)
		watch->was_set = true;
	if (most_ns - least_ns > sharp_ns)
		return;		/* it says little: the last look that was not interrupted counts */
	watch->least_ns = least_ns;
	watch->most_ns = most_ns;
}

void clock_watch_look(struct clock_watch *watch)
{
	int64_t before_ns = monotonic_ns(), now_ns = clock_ns();

	clock_watch_saw(watch, before_ns, now_ns, monotonic_ns());
}
