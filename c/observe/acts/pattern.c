#include "acts/pattern.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "text/names.h"

/* The events that can be meant. */
static const struct {
	const char *word;
	enum event_kind kind;
} KINDS[] = {
	{ "enter", EVENT_ENTER }, { "return", EVENT_CALL }, { "wire", EVENT_WIRE },
	{ "gets", EVENT_SIGNAL }, { "ends", EVENT_ENDED },  { "says", EVENT_SAYS },
};

static const char *const THINGS[] = {
	[KIND_SYN] = "SYN",	   [KIND_SYN_ACK] = "SYN+ACK",
	[KIND_ACK] = "ACK",	   [KIND_FIN] = "FIN",
	[KIND_RST] = "RST",	   [KIND_DATA] = "DATA",
	[KIND_WINDOW] = "WINDOW", [KIND_DATAGRAM] = "DATAGRAM",
	[KIND_QUESTION] = "QUESTION", [KIND_ANSWER] = "ANSWER",
	[KIND_FRAME] = "FRAME",   [KIND_UNREACHABLE] = "PORT-UNREACHABLE",
};
_Static_assert(sizeof(THINGS) / sizeof(*THINGS) == KIND_COUNT, "each kind of frame has a name");

static const char *const OPERATORS[] = {
	[OP_NONE] = "", [OP_EQ] = "=",	[OP_NE] = "!=", [OP_LT] = "<",
	[OP_LE] = "<=", [OP_GT] = ">", [OP_GE] = ">=",
};
_Static_assert(sizeof(OPERATORS) / sizeof(*OPERATORS) == OPERATORS_COUNT, "each operator is spelt");

/* The place of @word in @table, or -1. */
static int place_of(const char *const *table, size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(table[i], word))
			return (int)i;
	return -1;
}

#define PLACE_OF(table, word) place_of(table, sizeof(table) / sizeof(*(table)), word)

static bool set_kind(struct pattern *pattern, const char *word)
{
	for (size_t i = 0; i < sizeof(KINDS) / sizeof(*KINDS); i++)
		if (!strcmp(KINDS[i].word, word)) {
			pattern->kind = KINDS[i].kind;
			return true;
		}
	return false;
}

static bool number(const char *text, int64_t *value)
{
	char *end;

	errno = 0;
	*value = strtoll(text, &end, 10);
	return *text && !*end && !errno;
}

static bool set_status(struct pattern *pattern, const char *value)
{
	pattern->has_status = true;
	if (number(value, &pattern->status))
		return true;
	pattern->signal = signal_number(value);
	return pattern->signal > 0;
}

static bool is_process(const struct pattern *pattern, const char *value)
{
	return !strcmp(value, "parent") || !strcmp(value, "child") ||
	       (pattern->kind == EVENT_ENDED && !strcmp(value, "last"));
}

/* One KEY=VALUE. Return: was it understood? */
static bool set_field(struct pattern *pattern, const char *key, const char *value)
{
	int64_t count = 0;
	int place;

	if (!strcmp(key, "role") || !strcmp(key, "from"))
		return (pattern->role = value);
	if (!strcmp(key, "to"))
		return (pattern->to = value);
	if (!strcmp(key, "names"))
		return (pattern->names = value);
	if (!strcmp(key, "process"))
		return (pattern->process = value) && is_process(pattern, value);
	if (!strcmp(key, "kind"))
		return (pattern->fd_kind = value);
	if (!strcmp(key, "arg"))
		return (pattern->constant = value);
	if (!strcmp(key, "fails"))
		return (pattern->fails = !strcmp(value, "1"));
	if (!strcmp(key, "value"))
		return (pattern->has_value = number(value, &pattern->value));
	if (!strcmp(key, "error"))
		return (pattern->error = errno_number(value)) > 0;
	if (!strcmp(key, "signal"))
		return (pattern->signal = signal_number(value)) > 0;
	if (!strcmp(key, "status"))
		return set_status(pattern, value);
	if (!strcmp(key, "nth")) {
		if (!number(value, &count) || count < 1 || count > UINT_MAX)
			return false;
		pattern->nth = (unsigned)count;
		return true;
	}
	if (!strcmp(key, "op")) {
		place = PLACE_OF(OPERATORS, value);
		pattern->op = place > 0 ? (enum operator)place : OP_NONE;
		return place > 0;
	}
	if (!strcmp(key, "thing")) {
		place = PLACE_OF(THINGS, value);
		pattern->thing = place >= 0 ? (enum frame_kind)place : KIND_COUNT;
		return place >= 0;
	}
	return false;
}

/* What each kind cannot do without. */
static const char *missing(const struct pattern *pattern)
{
	if (pattern->kind != EVENT_WIRE && !pattern->role)
		return "role";
	if (pattern->kind == EVENT_WIRE && pattern->thing == KIND_COUNT)
		return "thing";
	if (pattern->kind == EVENT_CALL && !pattern->names)
		return "names";
	if (pattern->kind == EVENT_SAYS && (!pattern->says || !*pattern->says))
		return "text";
	if (pattern->kind == EVENT_SIGNAL && !pattern->signal)
		return "signal";
	if (pattern->has_value != (pattern->op != OP_NONE))
		return pattern->has_value ? "op" : "value";
	return NULL;
}

int pattern_parse(struct pattern *pattern, const char *option, const char **wrong)
{
	char *rest, *field;

	*pattern = (struct pattern){ .shown = option, .thing = KIND_COUNT };
	pattern->text = strdup(option);
	if (!pattern->text)
		return -ENOMEM;

	rest = pattern->text;
	field = strsep(&rest, " ");
	*wrong = option;
	if (!set_kind(pattern, field))
		return -EINVAL;

	while (rest && *rest) {
		char *value;

		*wrong = option + (rest - pattern->text);
		if (!strncmp(rest, "text=", 5)) {
			pattern->says = rest + 5;
			break;
		}
		field = strsep(&rest, " ");
		/* The value of op is itself an operator: cut at the first '=' only. */
		value = strchr(field, '=');
		if (!value)
			return -EINVAL;
		*value++ = '\0';
		if (!set_field(pattern, field, value))
			return -EINVAL;
	}
	*wrong = missing(pattern);
	return *wrong ? -EINVAL : 0;
}

void pattern_free(struct pattern *pattern)
{
	free(pattern->text);
	*pattern = (struct pattern){ 0 };
}

static bool same(const char *want, const char *have)
{
	return !want || (have && !strcmp(want, have));
}

static bool in_list(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = list; (at = strstr(at, word)); at += len)
		if ((at == list || at[-1] == ',') && (!at[len] || at[len] == ','))
			return true;
	return false;
}

/* A character of a word; bytes beyond ASCII are taken for letters. */
static bool is_of_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool holds_words(const char *line, const char *words)
{
	size_t len = strlen(words);

	for (const char *at = line; (at = strstr(at, words)); at++)
		if ((at == line || !is_of_word(at[-1])) && !is_of_word(at[len]))
			return true;
	return false;
}

static bool compares(const struct pattern *pattern, int64_t have)
{
	switch (pattern->op) {
	case OP_NONE:
		return true;
	case OP_EQ:
		return have == pattern->value;
	case OP_NE:
		return have != pattern->value;
	case OP_LT:
		return have < pattern->value;
	case OP_LE:
		return have <= pattern->value;
	case OP_GT:
		return have > pattern->value;
	case OP_GE:
		return have >= pattern->value;
	}
	return false;
}

bool pattern_is_of_last_end(const struct pattern *pattern)
{
	return pattern->kind == EVENT_ENDED && pattern->role && pattern->process &&
	       !strcmp(pattern->process, "last");
}

static bool right_process(const struct pattern *pattern, const struct event *event)
{
	if (!same(pattern->role, event->who.role))
		return false;
	if (!pattern->process)
		return true;
	if (!strcmp(pattern->process, "last"))
		return event->kind == EVENT_ENDED && event->ended.last;
	return !strcmp(pattern->process, "parent") == event->who.first;
}

static bool right_constant(const struct pattern *pattern, const struct event *event)
{
	if (!pattern->constant)
		return true;
	for (int i = 0; i < event->call.call->constants; i++)
		if (!strcmp(event->call.call->constant[i].value, pattern->constant))
			return true;
	return false;
}

/* "socket" is any that reaches the network, "stdout" is where a program prints. */
static bool right_kind(const struct pattern *pattern, const struct call *call)
{
	if (!pattern->fd_kind)
		return true;
	if (!strcmp(pattern->fd_kind, "socket"))
		return fd_is_network(call->fd_kind);
	if (!strcmp(pattern->fd_kind, "stdout"))
		return call->fd == STDOUT_FILENO && !fd_is_network(call->fd_kind);
	return same(pattern->fd_kind, fd_kind_name(call->fd_kind));
}

static bool right_call(const struct pattern *pattern, const struct event *event)
{
	if (!right_process(pattern, event))
		return false;
	if (pattern->names && !in_list(pattern->names, event->call.call->pattern_name))
		return false;
	return right_kind(pattern, event->call.call) && right_constant(pattern, event);
}

static bool right_result(const struct pattern *pattern, const struct call *call)
{
	if (pattern->error)
		return call->error == pattern->error;
	if (pattern->fails)
		return call->error != 0;
	/* A number that is compared is a result, never the -1 of an error. */
	return pattern->op == OP_NONE || (!call->error && compares(pattern, call->result));
}

static bool right_frame(const struct pattern *pattern, const struct event *event)
{
	if (!same(pattern->role, event->who.role) || !same(pattern->to, event->wire.to))
		return false;
	if (!(event->wire.kinds & 1u << pattern->thing))
		return false;
	return compares(pattern, pattern->thing == KIND_WINDOW ? event->wire.view->window :
								  event->wire.packet->length);
}

static bool right_end(const struct pattern *pattern, const struct event *event)
{
	int status = event->ended.status;

	if (!right_process(pattern, event))
		return false;
	if (!pattern->has_status)
		return true;
	if (pattern->signal)
		return WIFSIGNALED(status) && WTERMSIG(status) == pattern->signal;
	return WIFEXITED(status) && WEXITSTATUS(status) == pattern->status;
}

static bool right(const struct pattern *pattern, const struct event *event)
{
	switch (pattern->kind) {
	case EVENT_ENTER:
		return right_call(pattern, event);
	case EVENT_CALL:
		return right_call(pattern, event) && right_result(pattern, event->call.call);
	case EVENT_WIRE:
		return right_frame(pattern, event);
	case EVENT_SIGNAL:
		return right_process(pattern, event) && event->signal.number == pattern->signal;
	case EVENT_ENDED:
		return right_end(pattern, event);
	case EVENT_SAYS:
		return right_process(pattern, event) &&
			holds_words(event->says.line, pattern->says);
	default:	/* no pattern means it */
		return false;
	}
}

bool pattern_meets(struct pattern *pattern, const struct event *event)
{
	if (event->kind != pattern->kind || !right(pattern, event))
		return false;
	return !pattern->nth || ++pattern->seen == pattern->nth;
}
