/* sets_timers: each kind there is, and takes it back; then waits, for nothing any more. */
#include <signal.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "fixture.h"

int main(void)
{
	const struct itimerval hour = { { 0, 0 }, { 3600, 0 } }, never = { 0 };
	const struct itimerspec long_hour = { { 0, 0 }, { 3600, 0 } }, no_more = { 0 };
	const struct itimerspec every_hour = { { 3600, 0 }, { 3600, 0 } };
	timer_t timer;

	must((int)alarm(3600), "set an alarm");
	(void)alarm(0);
	must(setitimer(ITIMER_REAL, &hour, NULL), "set a timer");
	must(setitimer(ITIMER_REAL, &never, NULL), "unset it");
	must(timer_create(CLOCK_MONOTONIC, NULL, &timer), "make a timer");
	must(timer_settime(timer, 0, &long_hour, NULL), "set it");
	must(timer_settime(timer, 0, &no_more, NULL), "unset it");
	int fd = must(timerfd_create(CLOCK_MONOTONIC, 0), "make a timer");
	must(timerfd_settime(fd, 0, &long_hour, NULL), "set it");
	must(timerfd_settime(fd, 0, &no_more, NULL), "unset it");
	must(timer_settime(timer, 0, &every_hour, NULL), "set it again");
	must(timer_delete(timer), "delete it");
	for (;;)
		(void)pause();
}
