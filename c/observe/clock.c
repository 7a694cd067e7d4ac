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
