/* spin: loops, a row each, that go round ten thousand times. Which of them gets nowhere? */
#include "spin.h"

#include <errno.h>

#include "check.h"
#include "scratch.h"

static struct scratch scratch;
static struct cast cast = { .roles = 1, .role = { { .name = "server" } } };
static struct process process = { .pid = 2 };
static struct thread thread[2];
static struct run run;

/* Instead of a number: another one in each round. */
enum { EACH = -2, LOOP_MAX = 20 };

struct step {
	const char *name;	/* NULL: no more; "": something happens in the run */
	int fd;
	enum fd_kind kind;
	int64_t result;		/* or -errno */
	int64_t waits_ns;	/* at most */
	int thread;
};

static void make(const struct step *step, int round)
{
	struct thread *maker = &thread[step->thread];
	struct call *call = &maker->call;

	*call = (struct call){
		.kind = calls_named(step->name), .fd = step->fd == EACH ? round : step->fd,
		.fd_kind = step->kind, .made = -1, .result = step->result,
		.error = step->result < 0 ? (int)-step->result : 0, .waits_ns = step->waits_ns,
	};
	assert(call->kind);
	call->sends = call->kind->traits & SENDS;
	if (call->kind->traits & MAKES_FD && !call->error)
		call->made = (int)call->result;
	(void)spin_look(&run, maker);
}

static void begin(void)
{
	run = (struct run){ .cast = &cast, .started = 1, .nxdomain = -1 };
	for (int i = 0; i < 2; i++) {
		thread[i] = (struct thread){ .tid = 2 + i, .process = &process };
		run.all.thread[i] = &thread[i];
	}
	run.all.threads = 2;
	scratch_make(&scratch);
	assert(record_open(&run.record, scratch.fd) == 0);
}

/* Return: the lines of the record. */
static char *finish(void)
{
	size_t len;
	char *text;

	assert(record_close(&run.record) == 0);
	text = scratch_take(&scratch, "record.jsonl", &len);
	free(scratch_take(&scratch, "wire.pcap", &len));
	scratch_remove(&scratch);
	return text;
}

static void go_round(const struct step *loop, int times)
{
	for (int i = 0; i < times; i++)
		for (int j = 0; j < LOOP_MAX && loop[j].name; j++) {
			if (*loop[j].name)
				make(&loop[j], i);
			else if (i % 1000 == 0)
				run.effects++;
		}
}

struct row {
	const char *what;
	struct step loop[LOOP_MAX];
	const char *telling;	/* NULL: it is none that gets nowhere */
};

#define ACCEPT_EMFILE { "accept", 3, FD_LISTENER, -EMFILE, WAITS_FOR_EVER, 0 }
#define POLL(found) { "poll", -1, FD_UNKNOWN, found, WAITS_FOR_EVER, 0 }
#define AGAIN(fd) { "read", fd, FD_CONNECTION, -EAGAIN, WAITS_FOR_EVER, 0 }

static const struct row ROWS[] = {
	{ "reads at the end", { { "read", 4, FD_CONNECTION, 0, 0, 0 } }, "read" },
	{ "is told of an end", { POLL(1), { "read", 4, FD_CONNECTION, 0, 0, 0 } }, "read" },
	{ "closes what is none", { { "close", -1, FD_UNKNOWN, -EBADF, 0, 0 } }, "close" },
	{ "asks without waiting", { { "poll", -1, FD_UNKNOWN, 0, 0, 0 } }, "poll" },
	{ "sleeps no time", { ACCEPT_EMFILE, { "nanosleep", -1, FD_UNKNOWN, 0, 0, 0 } }, "accept" },
	{ "wakes another thread",	/* as Tcl's notifier */
	  { ACCEPT_EMFILE, { "write", 6, FD_PIPE, 1, 0, 0 },
	    { "pselect6", -1, FD_UNKNOWN, 1, WAITS_FOR_EVER, 1 }, { "read", 5, FD_PIPE, 1, 0, 1 },
	    { "pselect6", -1, FD_UNKNOWN, 1, WAITS_FOR_EVER, 1 } }, "accept" },
	{ "wakes itself", { POLL(2), ACCEPT_EMFILE, { "write", 6, FD_OTHER, 8, 0, 0 },
			    { "read", 6, FD_OTHER, 8, 0, 0 } }, "accept" },
	{ "asks each in turn", { ACCEPT_EMFILE, AGAIN(4), AGAIN(5), AGAIN(6), AGAIN(7), AGAIN(8),
				 AGAIN(9), AGAIN(10), AGAIN(11), AGAIN(12), AGAIN(13), AGAIN(14),
				 AGAIN(15), AGAIN(16), AGAIN(17), AGAIN(18) }, "accept" },
	{ "logs each round", { ACCEPT_EMFILE, { "write", 2, FD_PIPE, 40, 0, 0 } }, "accept" },
	{ "logs to a file", { ACCEPT_EMFILE, { "write", 9, FD_FILE, 40, 0, 0 } }, "accept" },
	{ "is told anew", { POLL(1), ACCEPT_EMFILE, { "epoll_ctl", 4, FD_OTHER, 0, 0, 0 } },
	  "accept" },

	{ "takes byte by byte", { POLL(1), { "read", 4, FD_CONNECTION, 1, 0, 0 } }, NULL },
	{ "takes its input so", { POLL(1), { "read", 0, FD_PIPE, 1, 0, 0 } }, NULL },
	{ "takes a child's words so", { POLL(1), { "read", 7, FD_PIPE, 1, 0, 0 } }, NULL },
	{ "hands on byte by byte",
	  { POLL(1), { "read", 0, FD_PIPE, 1, 0, 0 }, { "write", 6, FD_PIPE, 1, 0, 0 } }, NULL },
	{ "serves another thread's work",
	  { POLL(1), { "read", 5, FD_OTHER, 8, 0, 0 }, { "pread64", 9, FD_FILE, 4096, 0, 1 },
	    { "write", 5, FD_OTHER, 8, 0, 1 } }, NULL },
	{ "hangs up on each", { { "accept", 3, FD_LISTENER, 4, 0, 0 },
				{ "close", 4, FD_CONNECTION, 0, 0, 0 } }, NULL },
	{ "has a timer", { { "poll", -1, FD_UNKNOWN, 0, 1000000, 0 } }, NULL },
	{ "naps between", { { "accept", 3, FD_LISTENER, -EAGAIN, WAITS_FOR_EVER, 0 },
			    { "nanosleep", -1, FD_UNKNOWN, 0, 1000000, 0 } }, NULL },
	{ "is interrupted", { { "pause", -1, FD_UNKNOWN, -EINTR, WAITS_FOR_EVER, 0 } }, NULL },
	{ "closes all numbers", { { "close", EACH, FD_UNKNOWN, -EBADF, 0, 0 } }, NULL },
	{ "sets its mask", { { "rt_sigprocmask", -1, FD_UNKNOWN, 0, 0, 0 } }, NULL },
	{ "takes children", { { "wait4", -1, FD_UNKNOWN, 7, WAITS_FOR_EVER, 0 },
			      { "wait4", -1, FD_UNKNOWN, 0, 0, 0 } }, NULL },
	{ "is called", { { "", 0, 0, 0, 0, 0 }, ACCEPT_EMFILE }, NULL },
};

/* Only of one that gets nowhere is it written that it repeats, and not more than a thousand times. */
static void loops(void)
{
	for (size_t i = 0; i < COUNT(ROWS); i++) {
		const struct row *row = &ROWS[i];
		const struct round *telling;
		char *lines;

		begin();
		go_round(row->loop, 10000);
		expect(run.spins == !!row->telling, row->what);
		expect(spin_is(&run, &thread[0]) == !!row->telling, row->what);
		telling = row->telling ? spin_telling(&thread[0]) : NULL;
		if (row->telling)
			expect_text(row->what, telling ? telling->kind->name : "", row->telling);
		lines = finish();
		if (row->telling)
			expect(strstr(lines, row->telling), row->what);
		free(lines);
	}
	ok("spin: loops that get nowhere, and others");
}

/* So many different ones are remembered, and one more is not. */
static void what_is_remembered(void)
{
	struct step loop[LOOP_MAX] = { { 0 } };

	for (int different = ROUNDS_MAX; different <= ROUNDS_MAX + 1; different++) {
		char *lines;

		for (int i = 0; i < different; i++)
			loop[i] = (struct step){ "poll", -1, FD_UNKNOWN, i + 1, WAITS_FOR_EVER, 0 };
		begin();
		go_round(loop, 10000);
		assert(spin_is(&run, &thread[0]) == (different == ROUNDS_MAX));
		lines = finish();
		free(lines);
	}
	ok("spin: as many different calls as are remembered");
}

/* After a thousand it is written that there are more; what is new is written again. */
static void what_is_written(void)
{
	const struct step again[] = { ACCEPT_EMFILE, { .name = NULL } };
	const struct step other[] = { AGAIN(4), { .name = NULL } };
	char *lines;

	begin();
	go_round(again, 999);
	assert(spin_look(&run, &thread[0]));
	assert(!spin_look(&run, &thread[0]));	/* the thousandth that was made before */
	make(&other[0], 0);
	make(&again[0], 0);
	assert(spin_look(&run, &thread[0]));
	lines = finish();
	assert(strstr(lines, "\"event\":\"repeats\",\"role\":\"server\",\"pid\":2,\"name\":\"accept\","
			     "\"error\":\"EMFILE\"}"));
	free(lines);
	ok("spin: what is written");
}

/* Two that wake each other: the one that makes half as many calls goes round, too. */
static void who_takes_part(void)
{
	const struct step loop[] = {
		ACCEPT_EMFILE, { "write", 6, FD_PIPE, 1, 0, 0 },
		{ "pselect6", -1, FD_UNKNOWN, 1, WAITS_FOR_EVER, 1 }, { "read", 5, FD_PIPE, 1, 0, 1 },
		{ "pselect6", -1, FD_UNKNOWN, 1, WAITS_FOR_EVER, 1 }, { .name = NULL },
	};

	begin();
	go_round(loop, 2000);
	assert(!spin_takes_part(&run, &thread[0]) && !spin_takes_part(&run, &thread[1]));
	go_round(loop, 1000);
	assert(!spin_is(&run, &thread[0]) && spin_is(&run, &thread[1]));
	assert(spin_takes_part(&run, &thread[0]) && spin_takes_part(&run, &thread[1]));
	run.winding_up = true;
	assert(!spin_takes_part(&run, &thread[0]) && !spin_is(&run, &thread[1]));
	free(finish());
	ok("spin: who takes part");
}

int main(void)
{
	loops();
	what_is_remembered();
	what_is_written();
	who_takes_part();
	return 0;
}
