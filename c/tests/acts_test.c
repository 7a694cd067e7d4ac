/* acts: what is decided for a call and by an event, without a kernel. */
#include "acts/acts.h"

#include <errno.h>

#include "check.h"

static struct cast cast;

/* One act more, as the command line would say it. */
static struct act *add(enum act_kind kind, const char *call, const char *from, const char *mark)
{
	struct act *act = &cast.act[cast.acts++];
	const char *wrong;

	*act = (struct act){ .kind = kind, .has_from = from, .has_mark = mark };
	assert(!call || pattern_parse(&act->call, call, &wrong) == 0);
	assert(!from || pattern_parse(&act->from, from, &wrong) == 0);
	assert(!mark || pattern_parse(&act->mark, mark, &wrong) == 0);
	return act;
}

static void forget(void)
{
	for (int i = 0; i < cast.acts; i++) {
		pattern_free(&cast.act[i].call);
		pattern_free(&cast.act[i].from);
		pattern_free(&cast.act[i].mark);
	}
	cast.acts = 0;
}

static const struct call_kind *kind(const char *name)
{
	const struct call_kind *row = NULL;

	for (size_t i = 0; (row = calls_at(i)) && strcmp(row->name, name) != 0; i++)
		continue;
	return row;
}

/* A read of 100 bytes by the server, who is ready, in a conversation of the cast. */
static struct call call_of(const char *name)
{
	return (struct call){ .kind = kind(name), .pattern_name = name, .fd_kind = FD_CONNECTION,
			      .argument = { 4, 0x1000, 100 } };
}

static struct event entry_of(const struct call *call)
{
	return (struct event){ .kind = EVENT_ENTER, .who = { .role = "server", .first = true },
			       .call = { .call = call, .ready = true } };
}

static const struct event SAID = { .kind = EVENT_SAYS, .who.role = "client", .says.line = "one" };

static void holds(void)
{
	struct call read = call_of("read"), wait = call_of("wait4");
	struct event entry = entry_of(&read);

	(void)add(ACT_HOLD, "enter role=server names=read", NULL, "says role=client text=one");
	(void)add(ACT_HOLD, "enter role=server names=read nth=2", NULL, NULL);
	(void)add(ACT_HOLD, "enter role=server names=wait4", NULL, NULL);
	assert(acts_hold(&cast, &entry) == 1);
	assert(acts_hold(&cast, &entry) == 3);	/* the second read, which all patterns have counted */
	entry.call.foreign = true;
	assert(acts_hold(&cast, &entry) == 0);	/* of a conversation with others */
	entry.call.foreign = false;
	assert(acts_see(&cast, &SAID) == 1);
	assert(acts_hold(&cast, &entry) == 0);	/* what it was held for has happened */
	entry.call.call = &wait;
	assert(acts_hold(&cast, &entry) == 4);
	wait.constant[0] = (struct constant){ NULL, "WNOHANG" };
	wait.constants = 1;
	assert(acts_hold(&cast, &entry) == 0);	/* it would not have waited */
	forget();
	ok("acts: which calls are held");
}

static void holds_of_any_call(void)
{
	struct call read = call_of("read");
	struct event entry = entry_of(&read);

	(void)add(ACT_HOLD, "enter role=server", "says role=client text=one", NULL);
	assert(acts_hold(&cast, &entry) == 0);	/* not begun */
	assert(acts_see(&cast, &SAID) == 0);
	assert(acts_hold(&cast, &entry) == 1);
	entry.call.ready = false;
	assert(acts_hold(&cast, &entry) == 0);	/* a role must become ready first */
	entry.call.ready = true;
	entry.call.foreign = true;
	assert(acts_hold(&cast, &entry) == 1);	/* any call is any */
	forget();
	ok("acts: a role that makes no call any more");
}

static void alters(void)
{
	struct call read = call_of("read"), close = call_of("close");
	struct event entry = entry_of(&read);

	add(ACT_SHORT, "enter role=server names=read,close", NULL, NULL)->bytes = 7;
	add(ACT_FAIL, "enter role=server names=read", "says role=client text=one", NULL)->error = EINTR;
	assert(acts_alter(&cast, &entry) == 1);
	assert(acts_see(&cast, &SAID) == 0);
	assert(acts_alter(&cast, &entry) == 3);
	cast.act[1].done = true;
	assert(acts_alter(&cast, &entry) == 1);
	read.argument[2] = 7;
	assert(acts_alter(&cast, &entry) == 0);	/* short already */
	entry.call.call = &close;
	assert(acts_alter(&cast, &entry) == 0);	/* it has no size */
	forget();
	ok("acts: which calls are made short, and fail");
}

static void moments(void)
{
	(void)add(ACT_SIGNAL, NULL, NULL, "says role=client text=one");
	(void)add(ACT_TYPE, NULL, NULL, "says role=client nth=2 text=one");
	assert(acts_see(&cast, &SAID) == 1);
	assert(acts_see(&cast, &SAID) == 2);
	assert(acts_see(&cast, &SAID) == 0);	/* once */
	forget();
	ok("acts: what is due when something has happened");
}

static void at_rest(void)
{
	add(ACT_HOLD, "enter role=server names=read", NULL, NULL)->or_quiet = true;
	add(ACT_HOLD, "enter role=client names=read", NULL, NULL)->or_waits = true;
	assert(acts_until_quiet(&cast) == 1 && acts_that_wait(&cast) == 2);
	forget();
	ok("acts: holds that are meant to last until all wait");
}

int main(void)
{
	holds();
	holds_of_any_call();
	alters();
	moments();
	at_rest();
	return 0;
}
