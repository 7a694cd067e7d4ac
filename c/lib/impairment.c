#include "impairment.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *word;
	enum mischief mischief;
	bool stream;
	int numbers; /* behind the direction */
} WORDS[] = {
	{ "drop:", DROP, false, 1 },  { "double:", DOUBLE, false, 1 },
	{ "swap:", DELAY, false, 1 }, { "delay:", DELAY, false, 2 },
	{ "cut:", CUT, true, 1 },     { "stop:", STOP, true, 1 },
};

/* Whether @text begins so; then it is moved on to what follows. */
static bool skip(const char **text, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(*text, word, len) != 0)
		return false;
	*text += len;
	return true;
}

/* A whole number above 0, in digits only. */
static bool take_number(const char **text, size_t *number)
{
	char *end;

	if (**text < '1' || **text > '9')
		return false;
	errno = 0;
	unsigned long long value = strtoull(*text, &end, 10);
	if (errno != 0 || value >= SIZE_MAX)
		return false;
	*text = end;
	*number = (size_t)value;
	return true;
}

/* What stands behind the direction: one number or two, and nothing more. */
static bool take_numbers(struct rule *rule, const char *text, int numbers)
{
	if (!take_number(&text, &rule->number))
		return false;
	rule->until = rule->number + 1;
	if (numbers == 2 && !(skip(&text, ":") && take_number(&text, &rule->until)))
		return false;
	return *text == '\0' && rule->until > rule->number;
}

static bool take_rule(struct rule *rule, const char *text, bool stream)
{
	for (size_t i = 0; i < sizeof(WORDS) / sizeof(*WORDS); i++) {
		if (WORDS[i].stream != stream || !skip(&text, WORDS[i].word))
			continue;
		rule->mischief = WORDS[i].mischief;
		if (skip(&text, "request:"))
			rule->direction = REQUEST;
		else if (skip(&text, "answer:"))
			rule->direction = ANSWER;
		else
			return false;
		return take_numbers(rule, text, WORDS[i].numbers);
	}
	return false;
}

const char *rules_parse(struct rules *rules, char *const argument[], bool stream)
{
	for (rules->count = 0; argument[rules->count] != NULL; rules->count++) {
		const char *text = argument[rules->count];
		if (rules->count == RULES_MAX ||
		    !take_rule(&rules->rule[rules->count], text, stream))
			return text;
	}
	return NULL;
}

const struct rule *rules_about(const struct rules *rules, enum direction direction, size_t nth)
{
	for (size_t i = 0; i < rules->count; i++)
		if (rules->rule[i].direction == direction && rules->rule[i].number == nth)
			return &rules->rule[i];
	return NULL;
}

size_t rules_limit(const struct rules *rules, enum mischief mischief, enum direction direction)
{
	for (size_t i = 0; i < rules->count; i++)
		if (rules->rule[i].mischief == mischief && rules->rule[i].direction == direction)
			return rules->rule[i].number;
	return SIZE_MAX;
}
