/* contract: files of every kind, requests, when a message is whole, and where answers differ. */
#include "contract.h"

#include "check.h"

#define OCTETS(text) ((struct octets){ text, sizeof(text) - 1 })
#define REQUEST "request 3\nhi\n\n"
#define FIELDS(text) OCTETS(REQUEST text)

static void wrong_files(void)
{
	static const struct {
		const char *why;
		struct octets text;
		const char *said;
	} rows[] = {
		{ "empty", { "", 0 }, "it lacks its request, or its answer" },
		{ "no answer", OCTETS(REQUEST), "it lacks its request, or its answer" },
		{ "no request", OCTETS("answer-close 0\n\n"),
		  "it lacks its request, or its answer" },
		{ "cut off", OCTETS("request 9\nhi\n"), "it ends in the middle of a field" },
		{ "no length", OCTETS("request\nhi\n"), "it ends in the middle of a field" },
		{ "another field", FIELDS("colour 3\nred\n"), "'colour' is no field" },
		{ "another way", FIELDS("answer-soon 0\n\n"), "'soon' is no way to be whole" },
		{ "no pattern", FIELDS("answer-pattern 1\n(\n"),
		  "the pattern '(' is none: Unmatched ( or \\(" },
		{ "no pattern of a request", FIELDS("served-to 1\n(\n"),
		  "the pattern '(' is none: Unmatched ( or \\(" },
		{ "an answer to nothing", FIELDS("served-text 1\na\n"),
		  "'served-text' is no field here" },
		{ "an end of nothing", FIELDS("asked-close 0\n\n"), "'asked-close' is no field" },
	};
	struct contract contract;
	char why[128];

	for (size_t i = 0; i < COUNT(rows); i++) {
		expect(contract_parse(&contract, rows[i].text, why, sizeof(why)) == -1,
		       rows[i].why);
		expect_text(rows[i].why, why, rows[i].said);
		contract_free(&contract);
	}
	ok("contract: files that are none");
}

static struct contract parsed(struct octets text)
{
	struct contract contract;
	char why[128] = "";

	expect(contract_parse(&contract, text, why, sizeof(why)) == 0, why);
	return contract;
}

static void requests(void)
{
	struct contract contract = parsed(OCTETS("request 29\n{n}{n} {host}:{port} {other}\n\n"
						 "answer-close 0\n\n"));
	struct octets made = contract_fill(contract.request, 42, "::1", "80");

	assert(made.len == 20 && !memcmp(made.at, "4242 ::1:80 {other}\n", 20));
	free((char *)made.at);
	contract_free(&contract);
	made = contract_fill(OCTETS("{ab*3}{*3}{a*}{a*b}{c*1}"), 1, "", "");
	assert(made.len == 20 && !memcmp(made.at, "ababab{*3}{a*}{a*b}c", 20));
	free((char *)made.at);
	ok("contract: what is filled into a request");
}

static void whole(void)
{
	static const struct {
		const char *why;
		struct octets text, heard;
		bool ended;
		ssize_t len;
	} rows[] = {
		{ "request", FIELDS("answer-request 0\n\n"), OCTETS("hi"), false, -1 },
		{ "request", FIELDS("answer-request 0\n\n"), OCTETS("hi\nmore"), false, 3 },
		{ "bytes", FIELDS("answer-bytes 1\n7\n"), OCTETS("+PONG\r"), true, -1 },
		{ "bytes", FIELDS("answer-bytes 1\n7\n"), OCTETS("+PONG\r\n"), false, 7 },
		{ "until", FIELDS("answer-until 2\n\r\n\n"), OCTETS("a\nb\r"), true, -1 },
		{ "until", FIELDS("answer-until 2\n\r\n\n"), OCTETS("a\r\nb\r\n"), false, 3 },
		{ "until, behind a NUL", FIELDS("answer-until 1\n!\n"), OCTETS("\0!"), false, 2 },
		{ "prefix", FIELDS("answer-prefix 1\n2\n"), OCTETS("\1"), false, -1 },
		{ "prefix", FIELDS("answer-prefix 1\n2\n"), OCTETS("\0\3ab"), true, -1 },
		{ "prefix", FIELDS("answer-prefix 1\n2\n"), OCTETS("\0\3abcd"), false, 5 },
		{ "pattern", FIELDS("answer-pattern 9\n^[0-9]+ .\n"), OCTETS("25"), true, -1 },
		{ "pattern", FIELDS("answer-pattern 9\n^[0-9]+ .\n"), OCTETS("250 x"), false, 5 },
		{ "pattern, not at the front", FIELDS("answer-pattern 1\nb\n"), OCTETS("ab"),
		  true, -1 },
		{ "close", FIELDS("answer-close 0\n\n"), OCTETS("abc"), false, -1 },
		{ "close", FIELDS("answer-close 0\n\n"), OCTETS("abc"), true, 3 },
		{ "datagram", FIELDS("answer-datagram 0\n\n"), OCTETS("abc"), true, 3 },
		{ "nothing", FIELDS("answer-nothing 0\n\n"), { "", 0 }, false, 0 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct contract contract = parsed(rows[i].text);
		expect(rule_whole(&contract.answer, rows[i].heard, 3, rows[i].ended) ==
			       rows[i].len,
		       rows[i].why);
		contract_free(&contract);
	}
	ok("contract: when a message is whole");
}

static void headers(void)
{
	struct contract contract = parsed(FIELDS("answer-header 1\n;\nanswer-length 9\nL=([0-9])\n"));
	const struct rule *rule = &contract.answer;

	assert(rule_whole(rule, OCTETS("L=3"), 0, true) == -1);
	assert(rule_whole(rule, OCTETS("L=3;ab"), 0, true) == -1);
	assert(rule_whole(rule, OCTETS("l=3;abcd"), 0, false) == 7);
	assert(rule_whole(rule, OCTETS("no;L=3"), 0, false) == -1);
	assert(rule_whole(rule, OCTETS("no;L=3"), 0, true) == 6);
	contract_free(&contract);
	ok("contract: a header that tells the length, and one that does not");
}

static void differences(void)
{
	static const struct {
		const char *why;
		struct octets answer;
		ssize_t place;
	} rows[] = {
		{ "the same", OCTETS("a: 1 z"), -1 },
		{ "what may change", OCTETS("a: 999 z"), -1 },
		{ "what may not", OCTETS("a: 1 y"), 5 },
		{ "at the front", OCTETS("b: 1 z"), 0 },
		{ "less", OCTETS("a: 1"), 4 },
		{ "more", OCTETS("a: 1 zz"), 6 },
		{ "nothing", OCTETS(""), 0 },
	};
	struct contract contract = parsed(FIELDS("answer-close 0\n\nexpected 6\na: 1 z\n"
						 "changing 6\n[0-9]+\n"));
	struct octets none = { "", 0 };

	for (size_t i = 0; i < COUNT(rows); i++)
		expect(contract_difference(&contract, rows[i].answer, none) == rows[i].place,
		       rows[i].why);
	contract_free(&contract);
	contract = parsed(FIELDS("answer-close 0\n\n"));
	assert(contract_difference(&contract, OCTETS("anything"), none) == -1);
	contract = parsed(FIELDS("answer-request 0\n\n"));
	assert(contract_difference(&contract, OCTETS("hj"), OCTETS("hi")) == 1);
	ok("contract: where an answer is otherwise");
}

#define LETTER "served-to 2\n^.\nasked-until 3\n\n.\n\nserved-text 2\nOK\nserved-result 0\n\n"
#define BYE "served-to 5\n^BYE\n\nserved-text 4\nbye\n\nserved-last 0\n\n"
#define SERVED "answer-close 0\n\nserved-to 9\n^N(.)(.)\n\n" \
	       "served-text 26\n{2}{1}{0}{3}{2+9}{9+1}{1+2\n" BYE LETTER

static void answers(void)
{
	static const struct {
		const char *why;
		struct octets heard;
		size_t len;
		struct octets text;
		bool is_result, is_last;
	} rows[] = {
		{ "nothing", OCTETS(""), 0, OCTETS(""), false, false },
		{ "the front of a request", OCTETS("N"), 0, OCTETS(""), false, false },
		{ "groups, and bytes", OCTETS("Nab\nN"), 4, OCTETS("baNab\n{3}b\n{1+2"), false,
		  false },
		{ "the last", OCTETS("bye\n"), 4, OCTETS("bye\n"), false, true },
		{ "one that is whole later", OCTETS("Dear\n"), 0, OCTETS(""), false, false },
		{ "one that is whole", OCTETS("Dear\n.\nbye"), 7, OCTETS("OK"), true, false },
	};
	struct contract contract = parsed(FIELDS(SERVED));
	struct reply reply;

	for (size_t i = 0; i < COUNT(rows); i++) {
		expect(contract_answer(&contract, rows[i].heard, false, &reply) == rows[i].len,
		       rows[i].why);
		if (rows[i].len == 0)
			continue;
		expect(reply.text.len == rows[i].text.len &&
			       !memcmp(reply.text.at, rows[i].text.at, reply.text.len),
		       rows[i].why);
		expect(reply.is_result == rows[i].is_result, rows[i].why);
		expect(reply.is_last == rows[i].is_last, rows[i].why);
		octets_free(&reply.text);
	}
	contract_free(&contract);
	ok("contract: what is answered");
}

static void bytes(void)
{
	struct contract contract = parsed(FIELDS("answer-close 0\n\nserved-to 0\n\nasked-prefix 1\n1\n"
						 "served-text 9\n{1+2}{0}!\n"));
	struct reply reply;

	assert(contract_answer(&contract, OCTETS("\2\0"), false, &reply) == 0);
	assert(contract_answer(&contract, OCTETS("\2\0x"), false, &reply) == 3);
	assert(reply.text.len == 6 && !memcmp(reply.text.at, "\0x\2\0x!", 6));
	octets_free(&reply.text);
	contract_free(&contract);
	ok("contract: an answer to bytes that no pattern describes");
}

static void results(void)
{
	struct contract contract = parsed(FIELDS("answer-close 0\n\nserved-to 5\n.*end\n"
						 "asked-close 0\n\nserved-text 1\na\n"));
	struct reply reply;

	assert(contract_answer(&contract, OCTETS("an end"), false, &reply) == 0);
	assert(contract_answer(&contract, OCTETS("an end"), true, &reply) == 6);
	assert(reply.is_result && !reply.is_last);
	octets_free(&reply.text);
	contract_free(&contract);
	ok("contract: where no answer is marked, each is what is called for");
}

int main(void)
{
	wrong_files();
	requests();
	whole();
	headers();
	differences();
	answers();
	bytes();
	results();
	return 0;
}
