/* mischief: each rule as it is written, each way to write it wrongly, and what is found by them. */
#include "impairment.h"

#include "check.h"

static void rules_as_written(void)
{
	static const struct {
		const char *text;
		bool stream;
		struct rule want;
	} rows[] = {
		{ "drop:request:2", false, { DROP, REQUEST, 2, 3 } },
		{ "double:answer:1", false, { DOUBLE, ANSWER, 1, 2 } },
		{ "swap:answer:10", false, { DELAY, ANSWER, 10, 11 } },
		{ "delay:request:1:3", false, { DELAY, REQUEST, 1, 3 } },
		{ "cut:answer:1", true, { CUT, ANSWER, 1, 2 } },
		{ "stop:request:100", true, { STOP, REQUEST, 100, 101 } },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[32];
		struct rules rules;
		const struct rule *got = rules.rule, *want = &rows[i].want;

		(void)snprintf(text, sizeof(text), "%s", rows[i].text);
		expect(!rules_parse(&rules, (char *[]){ text, NULL }, rows[i].stream), text);
		expect(rules.count == 1, text);
		expect(got->mischief == want->mischief && got->direction == want->direction, text);
		expect(got->number == want->number && got->until == want->until, text);
	}
	ok("mischief: each rule as it is written");
}

static void no_rules(void)
{
	static const struct {
		const char *text;
		bool stream;
	} rows[] = {
		{ "", false },
		{ "drop", false },
		{ "drop:", false },
		{ "drop:request", false },
		{ "drop:request:", false },
		{ "drop:request:0", false },
		{ "drop:request:-1", false },
		{ "drop:request:+1", false },
		{ "drop:request: 1", false },
		{ "drop:request:01", false },
		{ "drop:request:1x", false },
		{ "drop:request:1:", false },
		{ "drop:request:1:2", false },
		{ "drop:request:18446744073709551615", false },
		{ "drop:request:99999999999999999999", false },
		{ "drop:answr:1", false },
		{ "dropp:answer:1", false },
		{ "lose:answer:1", false },
		{ "delay:answer:1", false },
		{ "delay:answer:1:", false },
		{ "delay:answer:1:1", false },
		{ "delay:answer:3:2", false },
		{ "cut:answer:1", false },
		{ "stop:answer:1", false },
		{ "drop:answer:1", true },
		{ "delay:answer:1:3", true },
		{ "cut:answer:0", true },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char good[] = "drop:answer:1", text[64];
		char *argument[] = { good, text, NULL };
		struct rules rules;

		(void)snprintf(text, sizeof(text), "%s", rows[i].text);
		expect(rules_parse(&rules, rows[i].stream ? argument + 1 : argument,
				   rows[i].stream) == text,
		       rows[i].text);
	}
	ok("mischief: what is no rule");
}

static void too_many(void)
{
	char rule[] = "drop:answer:1", last[] = "drop:answer:1";
	char *argument[RULES_MAX + 2] = { 0 };
	struct rules rules;

	for (size_t i = 0; i < RULES_MAX; i++)
		argument[i] = rule;
	assert(!rules_parse(&rules, argument, false));
	argument[RULES_MAX] = last;
	assert(rules_parse(&rules, argument, false) == last);
	ok("mischief: so many rules and no more");
}

static void found(void)
{
	const struct rules rules = { .count = 4, .rule = {
		{ DROP, REQUEST, 2, 3 }, { DOUBLE, ANSWER, 2, 3 }, { DROP, ANSWER, 2, 3 },
		{ CUT, ANSWER, 7, 8 },
	} };
	const struct rules none = { .count = 0 };

	assert(rules_about(&rules, REQUEST, 2) == &rules.rule[0]);
	assert(rules_about(&rules, ANSWER, 2) == &rules.rule[1]);
	assert(!rules_about(&rules, REQUEST, 1));
	assert(!rules_about(&none, REQUEST, 2));
	assert(rules_limit(&rules, CUT, ANSWER) == 7);
	assert(rules_limit(&rules, CUT, REQUEST) == SIZE_MAX);
	assert(rules_limit(&rules, STOP, ANSWER) == SIZE_MAX);
	ok("mischief: the first rule that is about it");
}

int main(void)
{
	rules_as_written();
	no_rules();
	too_many();
	found();
	return 0;
}
