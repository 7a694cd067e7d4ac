/*
 * pattern: which event is meant, in the flat form that the observer's options take.
 *
 *	enter role=R [names=a,b] [process=parent|child] [kind=K] [arg=C] [nth=N]
 *	return role=R names=a,b … [op=OP value=N | error=ENAME | fails=1]
 *	wire [from=A to=B] thing=T [op=OP value=N] [nth=N]
 *	gets role=R signal=SIGNAME [nth=N]
 *	ends role=R [process=parent|child|last] [status=N|SIGNAME] [nth=N]
 *	says role=R [nth=N] text=… to the end
 *
 * kind=socket means any network socket, kind=stdout descriptor 1 where it is none; text= is found
 * as whole words, as grep -w finds it. Without names, an entry is that of any call. process=last is
 * the end after which none of the role is left. A pattern counts what it has matched, so that nth=N
 * is the Nth.
 */
#ifndef OBSERVE_ACTS_PATTERN_H
#define OBSERVE_ACTS_PATTERN_H

#include <stdbool.h>
#include <stdint.h>

#include "event.h"

enum operator { OP_NONE, OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE };
enum { OPERATORS_COUNT = OP_GE + 1 };

/** Filled by pattern_parse(); the strings point into the option's text. */
struct pattern {
	enum event_kind kind;
	char *text;		/* owned: the option, cut at its separators */
	const char *shown;	/* not owned: the option as it was given */
	const char *role;
	const char *to;
	const char *names;	/* comma separated; NULL: any call */
	const char *process;
	const char *fd_kind;
	const char *constant;
	const char *says;
	enum frame_kind thing;
	bool has_status;
	int64_t status;
	enum operator op;
	bool has_value;
	int64_t value;
	int error;
	int signal;
	bool fails;
	unsigned nth;		/* 0: any */
	unsigned seen;
};

/**
 * pattern_parse() - read an option's text
 * @pattern:	filled; pattern_free() gives it back
 * @option:	must outlive @pattern
 * @wrong:	set to the field that was not understood, on -EINVAL
 *
 * Return: 0, -EINVAL or -ENOMEM
 */
int pattern_parse(struct pattern *pattern, const char *option, const char **wrong);

/** pattern_free() - give back its text; those of a cast are needed until the observer ends. */
void pattern_free(struct pattern *pattern);

/** pattern_is_of_last_end() - is it met when none of a role is left? */
bool pattern_is_of_last_end(const struct pattern *pattern);

/** pattern_meets() - is @event what @pattern means? Counts, where it says nth=N. */
bool pattern_meets(struct pattern *pattern, const struct event *event);

#endif
