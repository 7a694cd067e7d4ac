/* pattern: each field by an event that has it and one that has not; each error by its field. */
#include "acts/pattern.h"

#include <errno.h>
#include <signal.h>

#include "check.h"

/* Whether one event is what a pattern means. */
static bool meets(const char *option, const struct event *event)
{
	struct pattern pattern;
	const char *wrong = NULL;
	bool answer;

	expect(pattern_parse(&pattern, option, &wrong) == 0, option);
	expect_text("shown", pattern.shown, option);
	answer = pattern_meets(&pattern, event);
	pattern_free(&pattern);
	return answer;
}

struct row {
	const char *option;
	bool want;
};

static void expect_rows(const struct row *row, size_t count, const struct event *event)
{
	for (; count--; row++)
		expect(meets(row->option, event) == row->want, row->option);
}

/* server accept4(listener, SOCK_CLOEXEC), in the process that was launched */
static void entries(void)
{
	static const struct call call = {
		.pattern_name = "accept4", .fd_kind = FD_LISTENER,
		.constant = { { NULL, "SOCK_NONBLOCK" }, { NULL, "SOCK_CLOEXEC" } }, .constants = 2,
	};
	static const struct event accept = {
		.kind = EVENT_ENTER, .who = { .role = "server", .first = true }, .call.call = &call,
	};
	static const struct row rows[] = {
		{ "enter role=server names=accept4", true },
		{ "enter role=serve names=accept4", false },
		{ "enter role=servers names=accept4", false },
		{ "return role=server names=accept4", false },
		{ "enter role=server names=accept,accept4", true },
		{ "enter role=server names=accept4,accept", true },
		{ "enter role=server names=accept", false },
		{ "enter role=server names=accept44,accept4", true },
		{ "enter role=server names=xaccept4", false },
		{ "enter role=server names=accept44,paccept4", false },
		{ "enter role=server", true },
		{ "enter role=client", false },
		{ "enter role=server process=child", false },
		{ "enter role=server names=accept4 process=parent", true },
		{ "enter role=server names=accept4 process=child", false },
		{ "enter role=server names=accept4 kind=listener", true },
		{ "enter role=server names=accept4 kind=connection", false },
		{ "enter role=server names=accept4 kind=socket", true },
		{ "enter role=server names=accept4 arg=SOCK_CLOEXEC", true },
		{ "enter role=server names=accept4 arg=SOCK", false },
		{ "enter kind=listener arg=SOCK_NONBLOCK process=parent names=accept4 role=server ", true },
	};

	expect_rows(rows, COUNT(rows), &accept);
	ok("pattern: a call's entry");
}

static void names_in_lists(void)
{
	static const struct call call = { .pattern_name = "read", .fd_kind = FD_PIPE };
	static const struct event read = {
		.kind = EVENT_ENTER, .who.role = "client", .call.call = &call,
	};
	static const struct row rows[] = {
		{ "enter role=client names=pread64,readv,read", true },
		{ "enter role=client names=pread64,readv", false },
		{ "enter role=client names=readread,read", true },
		{ "enter role=client names=read,", true },
		{ "enter role=client names=,read", true },
		{ "enter role=client names=,", false },
		{ "enter role=client names=", false },
		{ "enter role=client names=read process=child", true },
		{ "enter role=client names=read kind=socket", false },
		{ "enter role=client names=read kind=pipe", true },
		{ "enter role=client names=read arg=SHUT_WR", false },
	};

	expect_rows(rows, COUNT(rows), &read);
	ok("pattern: names in comma-separated lists");
}

static void where_a_program_prints(void)
{
	static const struct call out = { .pattern_name = "write", .fd = 1, .fd_kind = FD_PIPE };
	static const struct call err = { .pattern_name = "write", .fd = 2, .fd_kind = FD_PIPE };
	static const struct call net = { .pattern_name = "write", .fd = 1, .fd_kind = FD_CONNECTION };
	static const struct row is[] = { { "enter role=client names=write kind=stdout", true } };
	static const struct row is_not[] = { { "enter role=client names=write kind=stdout", false } };
	struct event write = { .kind = EVENT_ENTER, .who.role = "client", .call.call = &out };

	expect_rows(is, COUNT(is), &write);
	write.call.call = &err;
	expect_rows(is_not, COUNT(is_not), &write);
	write.call.call = &net;
	expect_rows(is_not, COUNT(is_not), &write);
	ok("pattern: standard output, whatever it leads to");
}

static void operators(void)
{
	static const struct call call = { .pattern_name = "read", .result = 5 };
	static const struct event five = { .kind = EVENT_CALL, .who.role = "a", .call.call = &call };
	static const struct row rows[] = {
		{ "return role=a names=read", true },
		{ "return role=a names=read op== value=5", true },
		{ "return role=a names=read op== value=4", false },
		{ "return role=a names=read op=!= value=4", true },
		{ "return role=a names=read op=!= value=5", false },
		{ "return role=a names=read op=< value=6", true },
		{ "return role=a names=read op=< value=5", false },
		{ "return role=a names=read op=<= value=5", true },
		{ "return role=a names=read op=<= value=4", false },
		{ "return role=a names=read op=> value=4", true },
		{ "return role=a names=read op=> value=5", false },
		{ "return role=a names=read op=>= value=5", true },
		{ "return role=a names=read op=>= value=6", false },
		{ "return role=a names=read op=> value=-9223372036854775808", true },
		{ "return role=a names=read value=5 op==", true },
		{ "return role=a names=read fails=1", false },
		{ "return role=a names=read error=EPIPE", false },
	};

	expect_rows(rows, COUNT(rows), &five);
	ok("pattern: a call's result");
}

static void failures(void)
{
	static const struct call call = { .pattern_name = "write", .result = -1, .error = EPIPE };
	static const struct event broken = { .kind = EVENT_CALL, .who.role = "a", .call.call = &call };
	static const struct row rows[] = {
		{ "return role=a names=write", true },
		{ "return role=a names=write fails=1", true },
		{ "return role=a names=write error=EPIPE", true },
		{ "return role=a names=write error=EAGAIN", false },
		{ "return role=a names=write op== value=-1", false },	/* no result is a number */
		{ "return role=a names=write op=< value=0", false },
	};

	expect_rows(rows, COUNT(rows), &broken);
	ok("pattern: a call's error");
}

static void frames(void)
{
	static const struct packet packet = { .length = 5 };
	static const struct flow_view view = { .window = 512 };
	static const struct event data = {
		.kind = EVENT_WIRE, .who.role = "client",
		.wire = { .to = "server", .packet = &packet, .view = &view,
			  .kinds = 1u << KIND_DATA | 1u << KIND_FIN | 1u << KIND_WINDOW |
				   1u << KIND_FRAME },
	};
	static const struct row rows[] = {
		{ "wire thing=DATA", true },
		{ "wire thing=FIN", true },
		{ "wire thing=FRAME", true },
		{ "wire thing=RST", false },
		{ "wire thing=SYN", false },
		{ "wire thing=SYN+ACK", false },
		{ "wire thing=ACK", false },
		{ "wire thing=DATAGRAM", false },
		{ "wire thing=PORT-UNREACHABLE", false },
		{ "wire from=client to=server thing=DATA", true },
		{ "wire from=server to=client thing=DATA", false },
		{ "wire from=client to=other thing=DATA", false },
		{ "wire thing=DATA op== value=5", true },
		{ "wire thing=DATA op=> value=5", false },
		{ "wire thing=WINDOW op== value=512", true },
		{ "wire thing=WINDOW op== value=5", false },
	};

	expect_rows(rows, COUNT(rows), &data);
	ok("pattern: a frame");
}

static void frames_of_nobody(void)
{
	static const struct packet packet = { .length = 0 };
	static const struct event stray = {
		.kind = EVENT_WIRE, .wire = { .kinds = 1u << KIND_RST, .packet = &packet },
	};

	assert(meets("wire thing=RST", &stray));
	assert(!meets("wire from=client to=server thing=RST", &stray));
	ok("pattern: a frame that belongs to no role");
}

static void signals_and_ends(void)
{
	static const struct event gets = {
		.kind = EVENT_SIGNAL, .who = { .role = "server", .first = true },
		.signal.number = SIGCHLD,
	};
	static const struct event exits = {
		.kind = EVENT_ENDED, .who.role = "server", .ended.status = 3 << 8,	/* wait(2) */
	};
	static const struct event goes = {
		.kind = EVENT_ENDED, .who.role = "server", .ended.last = true,
	};
	static const struct event dies = {
		.kind = EVENT_ENDED, .who.role = "server", .ended.status = SIGPIPE,
	};

	assert(meets("gets role=server signal=SIGCHLD", &gets));
	assert(meets("gets role=server process=parent signal=SIGCHLD", &gets));
	assert(!meets("gets role=server process=child signal=SIGCHLD", &gets));
	assert(!meets("gets role=server signal=SIGTERM", &gets));
	assert(!meets("gets role=client signal=SIGCHLD", &gets));

	assert(meets("ends role=server", &exits));
	assert(meets("ends role=server status=3 process=child", &exits));
	assert(!meets("ends role=server status=0", &exits));
	assert(!meets("ends role=server process=last", &exits));
	assert(meets("ends role=server process=last", &goes));
	assert(!meets("ends role=server status=SIGPIPE", &exits));

	assert(meets("ends role=server", &dies));
	assert(meets("ends role=server status=SIGPIPE", &dies));
	assert(!meets("ends role=server status=SIGTERM", &dies));
	assert(!meets("ends role=server status=0", &dies));
	ok("pattern: signals and ends");
}

/* The text goes on to the end of the option, and is found as whole words. */
static void output(void)
{
	static const struct event line = {
		.kind = EVENT_SAYS, .who = { .role = "client", .first = true },
		.says.line = "got a=b, nth=2 of 10_0 f\xc3\xbcr you",
	};
	static const struct row rows[] = {
		{ "says role=client text=got", true },
		{ "says role=client text=you", true },
		{ "says role=client text=got a=b, nth=2 of", true },
		{ "says role=client text=a", true },
		{ "says role=client text=a=b,", true },
		{ "says role=client text=go", false },
		{ "says role=client text=t", false },
		{ "says role=client text=of 10", false },
		{ "says role=client text=0", false },
		{ "says role=client text=f", false },	/* für begins with it */
		{ "says role=client text=r", false },
		{ "says role=client text=t a=b", false },
		{ "says role=client text=got  a", false },
		{ "says role=server text=got", false },
		{ "says role=client nth=1 text=got", true },
	};

	expect_rows(rows, COUNT(rows), &line);
	ok("pattern: output");
}

/* A later place may hold as a whole word what an earlier one holds as a part. */
static void output_found_later(void)
{
	static const struct event line = {
		.kind = EVENT_SAYS, .who.role = "a", .says.line = "xaa aaa aa",
	};

	assert(meets("says role=a text=aa", &line));
	assert(!meets("says role=a text=a", &line));
	ok("pattern: a word that is part of an earlier one");
}

static void ordinals(void)
{
	static const struct call call = { .pattern_name = "read" };
	static const struct event read = { .kind = EVENT_ENTER, .who.role = "a", .call.call = &call };
	static const struct event other = { .kind = EVENT_ENTER, .who.role = "b", .call.call = &call };
	struct pattern pattern;
	const char *wrong;

	assert(pattern_parse(&pattern, "enter role=a names=read nth=3", &wrong) == 0);
	assert(!pattern_meets(&pattern, &read));
	assert(!pattern_meets(&pattern, &other));
	assert(!pattern_meets(&pattern, &read));
	assert(!pattern_meets(&pattern, &other));
	assert(pattern_meets(&pattern, &read));
	assert(!pattern_meets(&pattern, &read));
	pattern_free(&pattern);
	ok("pattern: the Nth, and it alone");
}

static void errors(void)
{
	static const struct {
		const char *option;
		const char *wrong;
	} rows[] = {
		{ "", "" },
		{ "entry role=a", "entry role=a" },
		{ "enter", "role" },
		{ "return role=a", "names" },
		{ "enter role=a process=last", "process=last" },
		{ "return names=read", "role" },
		{ "wire", "thing" },
		{ "wire from=a to=b", "thing" },
		{ "gets role=a", "signal" },
		{ "says role=a", "text" },
		{ "says role=a text=", "text" },
		{ "ends", "role" },
		{ "enter  role=a names=read", " role=a names=read" },
		{ "enter role names=read", "role names=read" },
		{ "enter =a names=read", "=a names=read" },
		{ "enter role=a names=read colour=red", "colour=red" },
		{ "enter role=a names=read process=uncle", "process=uncle" },
		{ "enter role=a names=read nth=0", "nth=0" },
		{ "enter role=a names=read nth=-1", "nth=-1" },
		{ "enter role=a names=read nth=", "nth=" },
		{ "enter role=a names=read nth=4294967297", "nth=4294967297" },	/* 2^32 + 1 */
		{ "enter role=a names=read nth=x kind=pipe", "nth=x kind=pipe" },
		{ "return role=a names=read op=? value=1", "op=? value=1" },
		{ "return role=a names=read op= value=1", "op= value=1" },
		{ "return role=a names=read op== value=", "value=" },
		{ "return role=a names=read op== value=1x", "value=1x" },
		{ "return role=a names=read op== value=9223372036854775808", "value=9223372036854775808" },
		{ "return role=a names=read op=<", "value" },
		{ "return role=a names=read value=1", "op" },
		{ "return role=a names=read error=EPIPES", "error=EPIPES" },
		{ "return role=a names=read error=", "error=" },
		{ "return role=a names=read fails=0", "fails=0" },
		{ "wire thing=PUSH", "thing=PUSH" },
		{ "wire thing=", "thing=" },
		{ "gets role=a signal=CHLD", "signal=CHLD" },
		{ "ends role=a status=dead", "status=dead" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct pattern pattern;
		const char *wrong = NULL;

		expect(pattern_parse(&pattern, rows[i].option, &wrong) == -EINVAL, rows[i].option);
		expect_text(rows[i].option, wrong, rows[i].wrong);
		pattern_free(&pattern);
	}
	ok("pattern: what is wrong, by its field");
}

int main(void)
{
	entries();
	names_in_lists();
	where_a_program_prints();
	operators();
	failures();
	frames();
	frames_of_nobody();
	signals_and_ends();
	output();
	output_found_later();
	ordinals();
	errors();
	return 0;
}
