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
 * kind=socket means any network socket; text= is found as whole words, as grep -w finds it.
 * Without names, an entry is that of any call. process=last is the end after which none of the
 * role is left. A pattern counts what it has matched, so that nth=N is the Nth.
 */
#ifndef OBSERVE_ACTS_PATTERN_H
#define OBSERVE_ACTS_PATTERN_H

#include <stdbool.h>
#include <stdint.h>

enum happening_kind {
	HAPPENING_ENTER,
	HAPPENING_RETURN,
	HAPPENING_WIRE,
	HAPPENING_GETS,
	HAPPENING_ENDS,
	HAPPENING_SAYS,
};
enum { HAPPENINGS = HAPPENING_SAYS + 1 };

enum thing { KIND_SYN, KIND_SYN_ACK, KIND_ACK, KIND_FIN, KIND_RST, KIND_DATA,
	     KIND_WINDOW, KIND_DATAGRAM, KIND_QUESTION, KIND_ANSWER, KIND_UNREACHABLE,
	     KIND_FRAME, KIND_COUNT };

enum operator { OP_NONE, OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE };
enum { OPERATORS_COUNT = OP_GE + 1 };

/** What happened, in the terms a pattern speaks of. Roles are names, NULL where unknown. */
struct happening {
	enum happening_kind kind;
	const char *role;	/* of the process, or the sender of a frame */
	const char *to;		/* the receiver of a frame */
	bool first;		/* the process that was launched */
	bool last;		/* of an end: none of the role is left */
	const char *name;	/* the call */
	const char *fd_kind;	/* of the call's descriptor, or NULL */
	bool network;		/* the descriptor is a network socket */
	const char *const *constants;	/* that were passed, ended by NULL, or NULL */
	int64_t result;		/* of the call, -1 with @error; or an exit status */
	int error;
	int signal;
	uint32_t things;	/* bits 1 << enum thing */
	int64_t length;		/* payload bytes */
	int64_t window;
	const char *text;
};

/** Filled by pattern_parse(); the strings point into the option's text. */
struct pattern {
	enum happening_kind kind;
	char *text;		/* owned: the option, cut at its separators */
	const char *shown;	/* not owned: the option as it was given */
	const char *role;
	const char *to;
	const char *names;	/* comma separated; NULL: any call */
	const char *process;
	const char *fd_kind;
	const char *constant;
	const char *says;
	enum thing thing;
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

void pattern_free(struct pattern *pattern);

/** pattern_meets() - is @happening what @pattern means? Counts, where it says nth=N. */
bool pattern_meets(struct pattern *pattern, const struct happening *happening);

#endif
