#include "contract.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

static bool is(struct octets text, const char *word)
{
	return text.len == strlen(word) && memcmp(text.at, word, text.len) == 0;
}

static size_t number_of(struct octets text)
{
	size_t number = 0;

	for (size_t i = 0; i < text.len && text.at[i] >= '0' && text.at[i] <= '9'; i++)
		number = number * 10 + (size_t)(text.at[i] - '0');
	return number;
}

/* Where something is wrong in the file: what, and -1. */
struct trouble {
	char *why;
	size_t size;
};

static int wrong(const struct trouble *trouble, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static int wrong(const struct trouble *trouble, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(trouble->why, trouble->size, format, arguments);
	va_end(arguments);
	return -1;
}

static int compile(regex_t *pattern, struct octets text, const struct trouble *trouble)
{
	char *words = strndup(text.at, text.len), reason[128];
	int rc = words ? regcomp(pattern, words, REG_EXTENDED | REG_ICASE) : REG_ESPACE;

	if (rc) {
		(void)regerror(rc, pattern, reason, sizeof(reason));
		(void)wrong(trouble, "the pattern '%s' is none: %s", words ? words : "", reason);
	}
	free(words);
	return rc ? -1 : 0;
}

struct word_of_rule {
	const char *name;
	enum whole kind;
};

static const struct word_of_rule RULES[] = {
	{ "request", WHOLE_REQUEST }, { "bytes", WHOLE_BYTES },	  { "until", WHOLE_UNTIL },
	{ "pattern", WHOLE_PATTERN }, { "prefix", WHOLE_PREFIX }, { "header", WHOLE_HEADER },
	{ "length", WHOLE_HEADER },   { "close", WHOLE_CLOSE },	  { "datagram", WHOLE_DATAGRAM },
	{ "nothing", WHOLE_NOTHING },
};

/* "answer-until" and the like: of which message, and how one knows. */
static int set_rule(struct rule *rule, struct octets name, struct octets value,
		    const struct trouble *trouble)
{
	for (size_t i = 0; i < sizeof(RULES) / sizeof(*RULES); i++) {
		if (!is(name, RULES[i].name))
			continue;
		rule->kind = RULES[i].kind;
		if (rule->kind == WHOLE_BYTES || rule->kind == WHOLE_PREFIX)
			rule->number = number_of(value);
		else if (is(name, "pattern") || is(name, "length"))
			return compile(&rule->pattern, value, trouble);
		else
			rule->text = value;
		return 0;
	}
	return wrong(trouble, "'%.*s' is no way to be whole", (int)name.len, name.at);
}

static int add_changing(struct contract *contract, struct octets value,
			const struct trouble *trouble)
{
	if (contract->changes == CHANGING_MAX)
		return wrong(trouble, "more than %d patterns of what changes", CHANGING_MAX);
	return compile(&contract->changing[contract->changes++], value, trouble);
}

static bool begins(struct octets name, const char *word, struct octets *rest)
{
	size_t len = strlen(word);

	if (name.len <= len || memcmp(name.at, word, len) != 0)
		return false;
	*rest = (struct octets){ name.at + len, name.len - len };
	return true;
}

static int add_served(struct contract *contract, struct octets pattern,
		      const struct trouble *trouble)
{
	if (contract->answers == SERVED_MAX)
		return wrong(trouble, "more than %d answers", SERVED_MAX);
	return compile(&contract->served[contract->answers++].to, pattern, trouble);
}

/* A pattern begins an answer; what follows, up to the next one, is about that. */
static int set_served(struct contract *contract, struct octets name, struct octets value,
		      const struct trouble *trouble)
{
	if (is(name, "greeting"))
		contract->welcome = value;
	else if (is(name, "to"))
		return add_served(contract, value, trouble);
	else if (contract->answers > 0 && is(name, "text"))
		contract->served[contract->answers - 1].text = value;
	else if (contract->answers > 0 && is(name, "result"))
		contract->served[contract->answers - 1].is_result = true;
	else if (contract->answers > 0 && is(name, "last"))
		contract->served[contract->answers - 1].is_last = true;
	else
		return wrong(trouble, "'served-%.*s' is no field here", (int)name.len, name.at);
	return 0;
}

static int set_message(struct contract *contract, struct octets name, struct octets value,
		       const struct trouble *trouble)
{
	const struct {
		const char *name;
		struct octets *message;
	} fields[] = {
		{ "request", &contract->request }, { "expected", &contract->expected },
		{ "nonsense", &contract->nonsense }, { "large", &contract->large },
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		if (is(name, fields[i].name)) {
			*fields[i].message = value;
			return 0;
		}
	}
	return wrong(trouble, "'%.*s' is no field", (int)name.len, name.at);
}

static int set_field(struct contract *contract, struct octets name, struct octets value,
		     const struct trouble *trouble)
{
	struct octets rest;

	if (begins(name, "answer-", &rest))
		return set_rule(&contract->answer, rest, value, trouble);
	if (begins(name, "greeting-", &rest))
		return set_rule(&contract->greeting, rest, value, trouble);
	if (begins(name, "served-", &rest))
		return set_served(contract, rest, value, trouble);
	if (begins(name, "asked-", &rest) && contract->answers > 0)
		return set_rule(&contract->served[contract->answers - 1].whole, rest, value,
				trouble);
	if (is(name, "changing"))
		return add_changing(contract, value, trouble);
	if (is(name, "pipelined")) {
		contract->pipelined = number_of(value);
		return 0;
	}
	if (is(name, "ends")) {
		contract->request_ends = true;
		return 0;
	}
	return set_message(contract, name, value, trouble);
}

/* Takes one field off the front of the text. */
static int take_field(struct octets *text, struct octets *name, struct octets *value)
{
	const char *end = memchr(text->at, '\n', text->len);
	const char *space = end ? memchr(text->at, ' ', (size_t)(end - text->at)) : NULL;

	if (!space)
		return -1;
	*name = (struct octets){ text->at, (size_t)(space - text->at) };
	value->at = end + 1;
	value->len = number_of((struct octets){ space + 1, (size_t)(end - space - 1) });
	size_t left = text->len - (size_t)(value->at - text->at);
	if (left < value->len + 1 || value->at[value->len] != '\n')
		return -1;
	text->at = value->at + value->len + 1;
	text->len = left - value->len - 1;
	return 0;
}

/* Every value of a byte, and then the ends of lines: what waits for one has it. */
static struct octets every_byte(void)
{
	static char bytes[256 + 4];

	for (int i = 0; i < 256; i++)
		bytes[i] = (char)i;
	memcpy(bytes + 256, "\r\n\r\n", 4);
	return (struct octets){ bytes, sizeof(bytes) };
}

/* A megabyte is more than a request of any protocol is, and less than a server may not bear. */
static const char TOO_LARGE[] = "{x*1000000}";

int contract_parse(struct contract *contract, struct octets text, char *why, size_t size)
{
	const struct trouble trouble = { why, size };
	struct octets name, value;

	*contract = (struct contract){ .nonsense = every_byte(), .pipelined = 1,
				       .large = { TOO_LARGE, sizeof(TOO_LARGE) - 1 } };
	while (text.len > 0) {
		if (take_field(&text, &name, &value) == -1)
			return wrong(&trouble, "it ends in the middle of a field");
		if (set_field(contract, name, value, &trouble) == -1)
			return -1;
	}
	contract->is_echo = contract->answer.kind == WHOLE_REQUEST;
	if (contract->request.at == NULL || contract->answer.kind == WHOLE_UNSAID)
		return wrong(&trouble, "it lacks its request, or its answer");
	return 0;
}

void contract_free(struct contract *contract)
{
	regfree(&contract->answer.pattern);
	regfree(&contract->greeting.pattern);
	for (int i = 0; i < contract->changes; i++)
		regfree(&contract->changing[i]);
	for (int i = 0; i < contract->answers; i++) {
		regfree(&contract->served[i].to);
		regfree(&contract->served[i].whole.pattern);
	}
}

static struct octets read_file(const char *path)
{
	FILE *file = fopen(path, "re");
	struct octets text = { NULL, 0 };
	char part[4096];
	size_t got;

	if (file == NULL)
		cannot("open the contract");
	octets_add(&text, "", 0);
	while ((got = fread(part, 1, sizeof(part), file)) > 0)
		octets_add(&text, part, got);
	if (ferror(file))
		cannot("read the contract");
	(void)fclose(file);
	return text;
}

static const char ECHO[] = "request 10\nhello {n}\n\nanswer-request 0\n\npipelined 4\n9999\n"
			   "served-to 7\n^[^\n]*\n\nserved-text 3\n{0}\n";

const struct contract *contract_spoken(void)
{
	static struct contract spoken;
	static struct octets text = { ECHO, sizeof(ECHO) - 1 };
	static bool is_there;
	const char *path = getenv("CONTRACT");
	char why[256];

	if (is_there)
		return &spoken;
	if (path != NULL && *path != '\0')
		text = read_file(path);
	if (contract_parse(&spoken, text, why, sizeof(why)) == -1)
		misuse("the contract cannot be used: %s", why);
	is_there = true;
	return &spoken;
}

static struct octets behind(struct octets text, size_t taken)
{
	return (struct octets){ text.at + taken, text.len - taken };
}

static bool take_sign(struct octets *text, char sign)
{
	if (text->len == 0 || *text->at != sign)
		return false;
	*text = behind(*text, 1);
	return true;
}

static bool take_number(struct octets *text, size_t *number)
{
	size_t digits = 0;

	while (digits < text->len && text->at[digits] >= '0' && text->at[digits] <= '9')
		digits++;
	*number = number_of((struct octets){ text->at, digits });
	*text = behind(*text, digits);
	return digits > 0;
}

/* {TEXT*N}: that text, so many times. */
static size_t repeated(struct octets text, struct octets *value, size_t *times)
{
	const char *end = *text.at == '{' ? memchr(text.at, '}', text.len) : NULL;
	const char *star = end ? memrchr(text.at, '*', (size_t)(end - text.at)) : NULL;
	size_t number;

	if (star == NULL || star == text.at + 1)
		return 0;
	struct octets rest = behind(text, (size_t)(star + 1 - text.at));
	if (!take_number(&rest, &number) || rest.at != end)
		return 0;
	*times = number;
	*value = (struct octets){ text.at + 1, (size_t)(star - text.at - 1) };
	return (size_t)(end + 1 - text.at);
}

/*
 * What a placeholder at the front of @text stands for: a value, so many times.
 * Return: its length; 0 if it is none.
 */
typedef size_t stands_for(struct octets text, const void *known, struct octets *value,
			  size_t *times);

static struct octets filled(struct octets rest, stands_for *looked_up, const void *known)
{
	struct octets made = { NULL, 0 };

	octets_add(&made, "", 0);
	while (rest.len > 0) {
		struct octets value = { rest.at, 1 };
		size_t times = 1, found = looked_up(rest, known, &value, &times);

		octets_add_often(&made, value, times);
		rest = behind(rest, found ? found : 1);
	}
	return made;
}

/* What is known of a call; the last has no name. */
struct named {
	const char *name, *value;
};

static size_t named_value(struct octets text, const void *known, struct octets *value,
			  size_t *times)
{
	struct octets rest;

	for (const struct named *each = known; each->name; each++) {
		if (!begins(text, each->name, &rest) && !is(text, each->name))
			continue;
		*value = (struct octets){ each->value, strlen(each->value) };
		return strlen(each->name);
	}
	return repeated(text, value, times);
}

struct octets contract_fill(struct octets message, size_t number, const char *host,
			    const char *port)
{
	char digits[32];

	(void)snprintf(digits, sizeof(digits), "%zu", number);
	const struct named known[] = {
		{ "{n}", digits }, { "{host}", host }, { "{port}", port }, { NULL, NULL }
	};
	return filled(message, named_value, known);
}

enum { GROUPS = 10 }; /* the whole of it, and what is between parentheses: {0} to {9} */

#ifdef REG_STARTEND
/* Matches within @text alone, whatever stands behind it; NULs are bytes as others. */
static bool matches(const regex_t *pattern, struct octets text, size_t from,
		    regmatch_t group[GROUPS])
{
	group[0] = (regmatch_t){ .rm_so = (regoff_t)from, .rm_eo = (regoff_t)text.len };
	return regexec(pattern, text.at, GROUPS, group, REG_STARTEND) == 0;
}
#else /* POSIX has no such flag, nor has musl: a text ends with its first NUL there */
static bool matches(const regex_t *pattern, struct octets text, size_t from,
		    regmatch_t group[GROUPS])
{
	char *copy = strndup(text.at + from, text.len - from);

	if (copy == NULL)
		cannot("copy a text");
	bool found = regexec(pattern, copy, GROUPS, group, from ? REG_NOTBOL : 0) == 0;
	for (int i = 0; found && i < GROUPS; i++) {
		group[i].rm_so += group[i].rm_so == -1 ? 0 : (regoff_t)from;
		group[i].rm_eo += group[i].rm_eo == -1 ? 0 : (regoff_t)from;
	}
	free(copy);
	return found;
}
#endif

static struct octets matched(struct octets text, regmatch_t group)
{
	if (group.rm_so == -1)
		return (struct octets){ text.at, 0 };
	return (struct octets){ text.at + group.rm_so, (size_t)(group.rm_eo - group.rm_so) };
}

static ssize_t at_most(size_t wanted, struct octets heard)
{
	return heard.len >= wanted ? (ssize_t)wanted : -1;
}

static ssize_t whole_by_prefix(size_t bytes, struct octets heard)
{
	size_t more = 0;

	if (heard.len < bytes)
		return -1;
	for (size_t i = 0; i < bytes; i++)
		more = more << 8 | (unsigned char)heard.at[i];
	return at_most(bytes + more, heard);
}

static ssize_t until(struct octets text, struct octets heard)
{
	const char *found = memmem(heard.at, heard.len, text.at, text.len);

	return found ? found - heard.at + (ssize_t)text.len : -1;
}

/* A header that says no length means all that comes. */
static ssize_t whole_by_header(const struct rule *rule, struct octets heard, bool ended)
{
	ssize_t header = until(rule->text, heard);
	struct octets front = { heard.at, (size_t)header };
	regmatch_t group[GROUPS];

	if (header == -1)
		return -1;
	if (!matches(&rule->pattern, front, 0, group) || group[1].rm_so == -1)
		return ended ? (ssize_t)heard.len : -1;
	return at_most(front.len + number_of(matched(heard, group[1])), heard);
}

ssize_t rule_whole(const struct rule *rule, struct octets heard, size_t asked, bool ended)
{
	regmatch_t group[GROUPS];

	switch (rule->kind) {
	case WHOLE_UNSAID:
		return 0;
	case WHOLE_REQUEST:
		return at_most(asked, heard);
	case WHOLE_BYTES:
		return at_most(rule->number, heard);
	case WHOLE_UNTIL:
		return until(rule->text, heard);
	case WHOLE_PREFIX:
		return whole_by_prefix(rule->number, heard);
	case WHOLE_HEADER:
		return whole_by_header(rule, heard, ended);
	case WHOLE_PATTERN:
		return matches(&rule->pattern, heard, 0, group) && group[0].rm_so == 0 ?
			       (ssize_t)group[0].rm_eo : -1;
	case WHOLE_NOTHING:
		return 0;
	case WHOLE_CLOSE:
	case WHOLE_DATAGRAM:
		return ended ? (ssize_t)heard.len : -1;
	}
	return -1;
}

/* The first byte from @from on that may change; the length of @text, where none may. */
static size_t next_change(const struct contract *contract, struct octets text, size_t from,
			  size_t *end)
{
	size_t first = text.len;
	regmatch_t group[GROUPS];

	*end = text.len;
	for (int i = 0; i < contract->changes; i++) {
		if (!matches(&contract->changing[i], text, from, group) ||
		    (size_t)group[0].rm_so >= first || group[0].rm_eo == group[0].rm_so)
			continue;
		first = (size_t)group[0].rm_so;
		*end = (size_t)group[0].rm_eo;
	}
	return first;
}

/* Both are gone through from one change to the next; what is between them must be the same. */
static ssize_t difference(const struct contract *contract, struct octets one, struct octets other)
{
	size_t i = 0, k = 0, end, other_end;

	for (;;) {
		size_t stop = next_change(contract, one, i, &end);
		size_t other_stop = next_change(contract, other, k, &other_end);

		while (i < stop && k < other_stop && one.at[i] == other.at[k])
			i++, k++;
		if (i < stop || k < other_stop)
			return (ssize_t)i;
		if (stop == one.len || other_stop == other.len)
			return stop == one.len && other_stop == other.len ? -1 : (ssize_t)i;
		i = end;
		k = other_end;
	}
}

ssize_t contract_difference(const struct contract *contract, struct octets answer,
			    struct octets request)
{
	if (contract->is_echo)
		return difference(contract, answer, request);
	return contract->expected.at ? difference(contract, answer, contract->expected) : -1;
}

/* A request, and what of it a pattern's groups have matched. */
struct taken_apart {
	struct octets request;
	regmatch_t group[GROUPS];
	size_t groups;
};

static struct octets part_of(struct octets text, size_t at, size_t len)
{
	at = at < text.len ? at : text.len;
	return (struct octets){ text.at + at, len < text.len - at ? len : text.len - at };
}

/* {2}, or {2+15}: so many bytes from there on, as far as there are any. */
static size_t given_back(struct octets text, const void *known, struct octets *value,
			 size_t *times)
{
	const struct taken_apart *apart = known;
	struct octets rest = text;
	size_t at, len = 0;

	*times = 1;
	if (!take_sign(&rest, '{') || !take_number(&rest, &at))
		return 0;
	bool is_part = take_sign(&rest, '+');
	if ((is_part && !take_number(&rest, &len)) || !take_sign(&rest, '}'))
		return 0;
	if (!is_part && (at > apart->groups || at >= GROUPS))
		return 0;
	*value = is_part ? part_of(apart->request, at, len) :
			   matched(apart->request, apart->group[at]);
	return text.len - rest.len;
}

static bool has_result(const struct contract *contract)
{
	for (int i = 0; i < contract->answers; i++)
		if (contract->served[i].is_result)
			return true;
	return false;
}

/* Return: how many of the bytes are the request; 0 if it is another, -1 if it is not whole. */
static ssize_t asked(const struct served *served, struct octets heard, bool ended,
		     regmatch_t group[GROUPS])
{
	if (!matches(&served->to, heard, 0, group) || group[0].rm_so != 0)
		return 0;
	if (served->whole.kind == WHOLE_UNSAID)
		return (ssize_t)group[0].rm_eo;
	return rule_whole(&served->whole, heard, 0, ended);
}

size_t contract_answer(const struct contract *contract, struct octets heard, bool ended,
		       struct reply *reply)
{
	struct taken_apart apart;

	for (int i = 0; i < contract->answers && heard.len > 0; i++) {
		const struct served *served = &contract->served[i];
		ssize_t len = asked(served, heard, ended, apart.group);

		if (len == -1)
			return 0;
		if (len == 0)
			continue;
		apart.request = (struct octets){ heard.at, (size_t)len };
		apart.group[0] = (regmatch_t){ 0, (regoff_t)len };
		apart.groups = served->to.re_nsub;
		*reply = (struct reply){ .text = filled(served->text, given_back, &apart),
					 .is_result = served->is_result || !has_result(contract),
					 .is_last = served->is_last };
		return (size_t)len;
	}
	return 0;
}
