/* timer: the calls that set timers, and those that sleep for a time. */
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>

#include "calls/arguments.h"
#include "calls/memory.h"
#include "run.h"

/* Of several timers of a kind nothing is known but that there are some. */
static void set_timer(struct process *process, enum timer_kind kind, uint64_t name, int64_t due)
{
	struct timer *timer = &process->timer[kind];

	if (timer->due_ns && timer->name != name)
		due = INT64_MAX;
	*timer = (struct timer){ name, due };
}

/* (seconds) */
static void enter_alarm(struct call *call, pid_t pid)
{
	(void)pid;
	argument_number(call, "seconds", (int64_t)(unsigned)call->argument[0]);
}

static void has_set_alarm(struct run *run, struct thread *thread)
{
	int64_t seconds = (uint32_t)thread->call.argument[0];

	(void)run;
	set_timer(thread->process, TIMER_ALARM, 0,
		  seconds ? monotonic_ns() + seconds * 1000000000 : 0);
}

/*
 * As setitimer(2) and its kin are told: the interval, then the value, each of two words; the
 * second in units of @part_ns. 0: it is taken back; INT64_MAX: again and again, or who knows.
 */
static int64_t due_ns(pid_t tid, uint64_t at, int64_t part_ns, bool absolute)
{
	int64_t when[4];

	if (tracee_read(tid, at, when, sizeof(when)) != sizeof(when))
		return INT64_MAX;
	if (!when[2] && !when[3])
		return 0;
	if (absolute || when[0] || when[1] || when[2] > 1000000000)
		return INT64_MAX;
	return monotonic_ns() + when[2] * 1000000000 + when[3] * part_ns;
}

/* (which, value, …): only that of real time sends SIGALRM, as alarm(2) does. */
static void has_set_itimer(struct run *run, struct thread *thread)
{
	const uint64_t *arg = thread->call.argument;

	(void)run;
	if (arg[0] == ITIMER_REAL)
		set_timer(thread->process, TIMER_ALARM, 0,
			  due_ns(thread->tid, arg[1], 1000, false));
}

/* (timer, flags, value, …), for a timer of either kind */
static void set_named_timer(struct thread *thread, enum timer_kind kind, int absolute)
{
	const uint64_t *arg = thread->call.argument;

	set_timer(thread->process, kind, arg[0],
		  due_ns(thread->tid, arg[2], 1, arg[1] & (uint64_t)absolute));
}

static void has_set_posix_timer(struct run *run, struct thread *thread)
{
	(void)run;
	set_named_timer(thread, TIMER_POSIX, TIMER_ABSTIME);
}

/* (timer); of several, nothing is known but that there are some. */
static void has_deleted_timer(struct run *run, struct thread *thread)
{
	struct timer *timer = &thread->process->timer[TIMER_POSIX];

	(void)run;
	if (timer->name == thread->call.argument[0])
		timer->due_ns = 0;
}

static void has_set_timerfd(struct run *run, struct thread *thread)
{
	(void)run;
	set_named_timer(thread, TIMER_FD, TFD_TIMER_ABSTIME);
}

/* (timespec, …) */
static int64_t timed_nanosleep(const struct call *call, pid_t pid)
{
	return tracee_timespec_ns(pid, call->argument[0]);
}

/* (clock, flags, timespec, …): for a time, or until one. */
static int64_t timed_clock_nanosleep(const struct call *call, pid_t pid)
{
	int64_t time_ns = tracee_timespec_ns(pid, call->argument[2]);
	struct timespec now;

	if (!(call->argument[1] & TIMER_ABSTIME) || time_ns == WAITS_FOR_EVER ||
	    clock_gettime((clockid_t)call->argument[0], &now) < 0)
		return time_ns;
	time_ns -= now.tv_sec * 1000000000 + now.tv_nsec;
	return time_ns < 0 ? 0 : time_ns;
}

/* clang-format off */
const struct call_kind TIMER_CALLS[] = {
	{ .name = "alarm", .traits = IS_ASIDE, .enter = enter_alarm, .effect = has_set_alarm },
	{ .name = "setitimer", .traits = IS_ASIDE, .effect = has_set_itimer },
	{ .name = "timer_settime", .traits = IS_ASIDE, .effect = has_set_posix_timer },
	{ .name = "timer_delete", .effect = has_deleted_timer },
	{ .name = "timerfd_create", .traits = MAKES_FD },
	{ .name = "timerfd_settime", .traits = IS_ASIDE, .effect = has_set_timerfd },
	{ .name = "nanosleep", .traits = ONLY_ASKS, .timed = timed_nanosleep },
	{ .name = "clock_nanosleep", .traits = ONLY_ASKS, .timed = timed_clock_nanosleep },
	{ .name = NULL }
};
/* clang-format on */
