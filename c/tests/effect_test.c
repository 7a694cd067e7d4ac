/* effect: what calls of this very process have changed, as if it were another. */
#include "calls/effect.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

static struct process process;
static struct thread thread;

/* A call of that name with these arguments, which has returned @result. */
static void has_returned(const char *name, const uint64_t argument[6], int64_t result)
{
	const struct call_kind *row;
	size_t place = 0;

	while ((row = calls_at(place)) && strcmp(row->name, name) != 0)
		place++;
	assert(row);
	thread.tid = process.pid = getpid();
	thread.process = &process;
	call_enter(&thread.call, row, thread.tid, argument);
	call_forget(&thread.call, process.files);
	thread.call.result = result;
	thread.call.error = result < 0 ? (int)-result : 0;
	effect_of(NULL, &thread);
}

#define RETURNED(result, name, ...) \
	has_returned(name, (const uint64_t[6]){ __VA_ARGS__ }, result)

static uint64_t at(const void *object)
{
	return (uint64_t)(uintptr_t)object;
}

static const struct itimerspec HOUR = { { 0, 0 }, { 3600, 0 } }, TICKS = { { 1, 0 }, { 1, 0 } },
			       NEVER = { 0 };
static const struct itimerval HOUR_US = { { 0, 0 }, { 3600, 0 } }, NEVER_US = { 0 };

static void expect_timer(const char *what, bool hour)
{
	int64_t left_ns = process_timer_ns(&process);

	expect(hour ? left_ns > 3500 * 1000000000LL && left_ns <= 3600 * 1000000000LL :
		      left_ns == WAITS_FOR_EVER,
	       what);
}

static void timers(void)
{
	const struct {
		const char *name;
		uint64_t set[6], taken_back[6];
	} rows[] = {
		{ "alarm", { 3600 }, { 0 } },
		{ "setitimer", { ITIMER_REAL, at(&HOUR_US) }, { ITIMER_REAL, at(&NEVER_US) } },
		{ "timer_settime", { 5, 0, at(&HOUR) }, { 5, 0, at(&NEVER) } },
		{ "timerfd_settime", { 5, 0, at(&HOUR) }, { 5, 0, at(&NEVER) } },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		process = (struct process){ 0 };
		has_returned(rows[i].name, rows[i].set, -1);	/* it has failed: nothing is set */
		expect_timer(rows[i].name, false);
		has_returned(rows[i].name, rows[i].set, 0);
		expect_timer(rows[i].name, true);
		has_returned(rows[i].name, rows[i].taken_back, 0);
		expect_timer(rows[i].name, false);
	}
	ok("effect: timers are set and taken back");
}

static void when_timers_are_due(void)
{
	process = (struct process){ 0 };
	RETURNED(0, "setitimer", ITIMER_VIRTUAL, at(&HOUR_US));
	expect_timer("of time on a processor", false);
	RETURNED(0, "timer_settime", 5, 0, at(&TICKS));
	assert(process_timer_ns(&process) == 0);	/* again and again: soon */
	RETURNED(0, "timer_settime", 5, TIMER_ABSTIME, at(&HOUR));
	assert(process_timer_ns(&process) == 0);	/* at a time of day */
	RETURNED(0, "timer_settime", 5, 0, 8);		/* no memory of ours */
	assert(process_timer_ns(&process) == 0);
	RETURNED(0, "timer_settime", 5, 0, at(&HOUR));
	expect_timer("the same", true);
	RETURNED(0, "timer_settime", 6, 0, at(&HOUR));
	assert(process_timer_ns(&process) == 0);	/* two: there are some */
	RETURNED(0, "timer_delete", 5);			/* the other one is left */
	assert(process_timer_ns(&process) == 0);
	process = (struct process){ 0 };
	RETURNED(0, "timer_settime", 5, 0, at(&TICKS));
	RETURNED(-EINVAL, "timer_delete", 5);
	assert(process_timer_ns(&process) == 0);
	RETURNED(0, "timer_delete", 5);
	expect_timer("one that is deleted", false);
	ok("effect: when a timer is due");
}

static void handlers(void)
{
	const struct {
		uint64_t action[2];
		bool caught, restarts, ignored;
	} rows[] = {
		{ { 4096, SA_RESTART }, true, true, false },
		{ { 4096, 0 }, true, false, false },
		{ { 0, 0 }, false, false, false },
		{ { 1, 0 }, false, false, true },
		{ { 4096, SA_NOCLDWAIT }, true, false, true },
	};

	process = (struct process){ 0 };
	for (size_t i = 0; i < COUNT(rows); i++) {
		RETURNED(0, "rt_sigaction", SIGCHLD, at(rows[i].action));
		assert(!!(process.caught & 1ull << SIGCHLD) == rows[i].caught);
		assert(!!(process.restarts & 1ull << SIGCHLD) == rows[i].restarts);
		assert(process.ignores_sigchld == rows[i].ignored);
		RETURNED(0, "rt_sigaction", SIGCHLD, 0);	/* only asks */
		assert(process.ignores_sigchld == rows[i].ignored);
	}
	ok("effect: handlers of signals");
}

/* What is remembered of the numbers 3, 4 and 5, bits 1 << number. */
static unsigned remembered(void)
{
	unsigned numbers = 0;

	for (int fd = 3; fd <= 5; fd++)
		numbers |= (unsigned)(process.files->fd[fd].kind == FD_PIPE) << fd;
	return numbers;
}

static void forgotten(void)
{
	static const struct {
		const char *name;
		uint64_t argument[6];
		unsigned left;
	} rows[] = {
		{ "read", { 3 }, 1 << 3 | 1 << 4 | 1 << 5 },
		{ "close", { 3 }, 1 << 4 | 1 << 5 },
		{ "close", { (uint64_t)-1 }, 1 << 3 | 1 << 4 | 1 << 5 },
		{ "close_range", { 4, UINT32_MAX }, 1 << 3 },
		{ "dup2", { 3, 4 }, 1 << 3 | 1 << 5 },
		{ "dup3", { 3, 5 }, 1 << 3 | 1 << 4 },
		{ "dup2", { 3, 3 }, 1 << 3 | 1 << 4 | 1 << 5 },
		{ "dup", { 3 }, 1 << 3 | 1 << 4 | 1 << 5 },
	};

	process = (struct process){ .files = files_new() };
	assert(process.files);
	for (size_t i = 0; i < COUNT(rows); i++) {
		for (int fd = 3; fd <= 5; fd++)
			process.files->fd[fd].kind = FD_PIPE;
		has_returned(rows[i].name, rows[i].argument, -1);	/* forgotten at the entry */
		expect(remembered() == rows[i].left, rows[i].name);
	}
	files_release(process.files);
	ok("effect: numbers that are closed or overwritten are forgotten");
}

static void made(void)
{
	int pair[2];

	process = (struct process){ .files = files_new() };
	assert(process.files && pipe(pair) == 0);
	RETURNED(pair[1], "dup", (uint64_t)pair[0]);
	assert(thread.call.made == pair[1]);
	assert(descriptor_kind(&thread.call.made_descriptor) == FD_PIPE);
	RETURNED(-EMFILE, "dup", (uint64_t)pair[0]);
	assert(thread.call.made == -1);
	RETURNED(pair[1], "fcntl", (uint64_t)pair[0], F_DUPFD_CLOEXEC, 0);
	assert(thread.call.made == pair[1]);
	RETURNED(0, "fcntl", (uint64_t)pair[0], F_SETFL, O_NONBLOCK);
	assert(thread.call.made == -1);
	(void)close(pair[0]);
	(void)close(pair[1]);
	files_release(process.files);
	ok("effect: descriptors that are made");
}

int main(void)
{
	timers();
	when_timers_are_due();
	handlers();
	forgotten();
	made();
	return 0;
}
