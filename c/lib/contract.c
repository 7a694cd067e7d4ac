#include "contract.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

/* Bytes that are put together, one piece after the other. */
struct gathered {
	char *at;
	size_t len;
};

/* Return: where @len more bytes go */
static char *more(struct gathered *gathered, size_t len)
{
	gathered->at = realloc(gathered->at, gathered->len + len + 1);
	if (gathered->at == NULL)
		cannot("allocate a message");
	gathered->len += len;
	return gathered->at + gathered->len - len;
}

static void add(struct gathered *gathered, const char *at, size_t len)
{
	memcpy(more(gathered, len), at, len);
}

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
	{ "length", WHOLE_HEADER },   { "close", WHOLE_CLOSE },
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
	if (is(name, "changing"))
		return add_changing(contract, value, trouble);
	if (is(name, "pipelined")) {
		contract->pipelined = number_of(value);
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
}

static struct octets read_file(const char *path)
{
	FILE *file = fopen(path, "re");
	struct gathered text = { NULL, 0 };
	char part[4096];
	size_t got;

	if (file == NULL)
		cannot("open the contract");
	add(&text, "", 0);
	while ((got = fread(part, 1, sizeof(part), file)) > 0)
		add(&text, part, got);
	if (ferror(file))
		cannot("read the contract");
	(void)fclose(file);
	return (struct octets){ text.at, text.len };
}

static const char ECHO[] = "request 10\nhello {n}\n\nanswer-request 0\n\npipelined 4\n9999\n";

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

struct placeholder {
	const char *name, *value;
};

enum { PLACEHOLDERS = 3 };

/* Return: the one that @text begins with; NULL if it is none */
static const struct placeholder *placeholder_at(const struct placeholder known[PLACEHOLDERS],
						struct octets text)
{
	for (int i = 0; i < PLACEHOLDERS; i++) {
		size_t len = strlen(known[i].name);

		if (text.len >= len && !memcmp(text.at, known[i].name, len))
			return &known[i];
	}
	return NULL;
}

/* Takes {TEXT*N} off the front of @rest. Return: is that what it begins with? */
static bool take_repeated(struct octets *rest, struct gathered *made)
{
	const char *end = *rest->at == '{' ? memchr(rest->at, '}', rest->len) : NULL;
	const char *star = end ? memrchr(rest->at, '*', (size_t)(end - rest->at)) : NULL;

	if (star == NULL || star == rest->at + 1 || star + 1 == end)
		return false;
	for (const char *digit = star + 1; digit < end; digit++)
		if (*digit < '0' || *digit > '9')
			return false;
	const struct octets text = { rest->at + 1, (size_t)(star - rest->at - 1) };
	size_t times = number_of((struct octets){ star + 1, (size_t)(end - star - 1) });
	char *to = more(made, text.len * times);
	for (size_t i = 0; i < times; i++, to += text.len)
		memcpy(to, text.at, text.len);
	*rest = (struct octets){ end + 1, rest->len - (size_t)(end + 1 - rest->at) };
	return true;
}

struct octets contract_fill(struct octets message, size_t number, const char *host,
			    const char *port)
{
	char digits[32];
	const struct placeholder known[PLACEHOLDERS] = { { "{n}", digits },
							 { "{host}", host },
							 { "{port}", port } };
	struct octets rest = message;
	struct gathered made = { NULL, 0 };

	(void)snprintf(digits, sizeof(digits), "%zu", number);
	add(&made, "", 0);
	while (rest.len > 0) {
		if (take_repeated(&rest, &made))
			continue;
		const struct placeholder *found = placeholder_at(known, rest);
		size_t taken = found ? strlen(found->name) : 1;

		add(&made, found ? found->value : rest.at, found ? strlen(found->value) : 1);
		rest = (struct octets){ rest.at + taken, rest.len - taken };
	}
	return (struct octets){ made.at, made.len };
}

/* Matches within @text alone, whatever stands behind it; NULs are bytes as others. */
static bool matches(const regex_t *pattern, struct octets text, size_t from, regmatch_t group[2])
{
	group[0] = (regmatch_t){ .rm_so = (regoff_t)from, .rm_eo = (regoff_t)text.len };
	return regexec(pattern, text.at, 2, group, REG_STARTEND) == 0;
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
	regmatch_t group[2];

	if (header == -1)
		return -1;
	if (!matches(&rule->pattern, front, 0, group) || group[1].rm_so == -1)
		return ended ? (ssize_t)heard.len : -1;
	struct octets digits = { heard.at + group[1].rm_so,
				 (size_t)(group[1].rm_eo - group[1].rm_so) };
	return at_most(front.len + number_of(digits), heard);
}

ssize_t rule_whole(const struct rule *rule, struct octets heard, size_t asked, bool ended)
{
	regmatch_t group[2];

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
	case WHOLE_CLOSE:
		return ended ? (ssize_t)heard.len : -1;
	}
	return -1;
}

/* The first byte from @from on that may change; the length of @text, where none may. */
static size_t next_change(const struct contract *contract, struct octets text, size_t from,
			  size_t *end)
{
	size_t first = text.len;
	regmatch_t group[2];

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
