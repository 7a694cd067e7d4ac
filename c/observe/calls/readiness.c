/* readiness: the calls in which a program waits until some descriptor is ready. */
#include "calls/arguments.h"
#include "calls/memory.h"

/* As poll(2) and epoll_wait(2) have it: a negative time is none. */
static int64_t milliseconds(uint64_t argument)
{
	return (int)argument < 0 ? WAITS_FOR_EVER : (int64_t)(int)argument * 1000000;
}

/* (fds, count, milliseconds) */
static int64_t timed_poll(const struct call *call, pid_t pid)
{
	(void)pid;
	return milliseconds(call->argument[2]);
}

/* (fds, count, timespec, …) */
static int64_t timed_ppoll(const struct call *call, pid_t pid)
{
	return tracee_timespec_ns(pid, call->argument[2]);
}

/* (count, reading, writing, exceptions, timeval) */
static int64_t timed_select(const struct call *call, pid_t pid)
{
	return tracee_timeval_ns(pid, call->argument[4]);
}

/* (count, reading, writing, exceptions, timespec, …) */
static int64_t timed_pselect(const struct call *call, pid_t pid)
{
	return tracee_timespec_ns(pid, call->argument[4]);
}

/* (fd, operation, target, event) */
static void enter_epoll_ctl(struct call *call, pid_t pid)
{
	(void)pid;
	argument_named(call, "operation", NAMES_EPOLL_OP, (int)call->argument[1]);
	argument_number(call, "target", (int)call->argument[2]);
}

/* (fd, events, count, milliseconds, …) */
static int64_t timed_epoll(const struct call *call, pid_t pid)
{
	(void)pid;
	return milliseconds(call->argument[3]);
}

/* (fd, events, count, timespec, …) */
static int64_t timed_epoll_pwait2(const struct call *call, pid_t pid)
{
	return tracee_timespec_ns(pid, call->argument[3]);
}

/* clang-format off */
const struct call_kind READINESS_CALLS[] = {
	{ .name = "poll", .traits = ONLY_ASKS, .timed = timed_poll },
	{ .name = "ppoll", .traits = ONLY_ASKS, .timed = timed_ppoll },
	{ .name = "select", .traits = ONLY_ASKS, .timed = timed_select },
	{ .name = "pselect6", .traits = ONLY_ASKS, .timed = timed_pselect },
	{ .name = "epoll_create", .traits = MAKES_FD },
	{ .name = "epoll_create1", .traits = MAKES_FD },
	{ .name = "epoll_ctl", .traits = ON_FD | IS_ASIDE, .enter = enter_epoll_ctl },
	{ .name = "epoll_wait", .traits = ON_FD | ONLY_ASKS, .timed = timed_epoll },
	{ .name = "epoll_pwait", .traits = ON_FD | ONLY_ASKS, .timed = timed_epoll },
	{ .name = "epoll_pwait2", .traits = ON_FD | ONLY_ASKS, .timed = timed_epoll_pwait2 },
	{ .name = NULL }
};
/* clang-format on */
