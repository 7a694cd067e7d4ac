/* dns: questions written by hand, cut at every byte, and with hostile names. */
#include <errno.h>

#include "check.h"
#include "wire/packet.h"

/* RFC 1035, 4.1.1: id, two bytes of flags, then how many of each section. */
#define HEADER(flags, questions, answers) BE16(4711), BE16(flags), BE16(questions), \
	BE16(answers), BE16(0), BE16(0)

enum { HEADER_LEN = 12, NAME_AT = HEADER_LEN };

static const uint8_t QUERY[] = {	/* "recursion desired"; www.example.org, type A, class IN */
	HEADER(0x0100, 1, 0), 3, 'w', 'w', 'w', 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e',
	3, 'o', 'r', 'g', 0, BE16(1), BE16(1),
};

static void a_question(void)
{
	struct dns dns;

	assert(dns_parse(&dns, QUERY, sizeof(QUERY)) == 0);
	assert(dns.id == 4711 && !dns.response && dns.code == 0 && dns.answers == 0);
	assert(dns.type == 1);
	expect_text("name", dns.name, "www.example.org");
	ok("dns: a question");
}

static void an_answer(void)
{
	static const uint8_t refusal[] = {	/* response, NXDOMAIN = 3; the root, type PTR */
		HEADER(0x8183, 1, 258), 0, BE16(12), BE16(1), 0xc0, 12,
	};
	struct dns dns;

	assert(dns_parse(&dns, refusal, sizeof(refusal)) == 0);
	assert(dns.response && !dns.truncated && dns.code == 3 && dns.answers == 258);
	assert(dns.type == 12);
	expect_text("name of the root", dns.name, "");
	ok("dns: an answer, the root");
}

static void no_question(void)
{
	static const uint8_t empty[] = { HEADER(0x8000, 0, 0) };
	struct dns dns;

	assert(dns_parse(&dns, empty, sizeof(empty)) == 0);
	assert(dns.response && dns.type == 0 && dns.name[0] == '\0');
	ok("dns: no question");
}

static void a_truncated_answer(void)
{
	static const uint8_t short_answer[] = { HEADER(0x8780, 1, 0), 1, 'a', 0, BE16(1), BE16(1) };
	struct dns dns;

	assert(dns_parse(&dns, short_answer, sizeof(short_answer)) == 0);
	assert(dns.response && dns.truncated && dns.code == 0 && dns.answers == 0);
	ok("dns: an answer that is to be had whole by TCP");
}

static void more_than_one_question(void)
{
	static const uint8_t many[] = { HEADER(0x0000, 256, 0), 1, 'a', 0, BE16(1), BE16(1), 1, 'b' };
	struct dns dns;

	assert(dns_parse(&dns, many, sizeof(many)) == 0);
	expect_text("first name", dns.name, "a");
	ok("dns: the first of many questions");
}

static void every_cut_is_noticed(void)
{
	for (size_t n = 0; n < sizeof(QUERY); n++) {
		uint8_t *cut = exactly(QUERY, n);
		struct dns dns;

		assert(dns_parse(&dns, cut, n) == -ENODATA);
		assert(memchr(dns.name, 0, sizeof(dns.name)));
		free(cut);
	}
	ok("dns: every truncation of a question");
}

static void hostile_names(void)
{
	static const struct {
		const char *name;
		uint8_t bytes[8];
		int rc;
	} rows[] = {
		{ "a label of 64", { 64, 'a' }, -EPROTO },
		{ "a label of 255", { 255, 'a' }, -EPROTO },
		{ "a pointer to itself", { 0xc0, NAME_AT }, -EPROTO },
		{ "a pointer after a label", { 1, 'a', 0xc0, NAME_AT }, -EPROTO },
		{ "a label past the end", { 8, 'a' }, -ENODATA },
		{ "a label up to the end", { 7, 'a' }, -ENODATA },
		{ "no room for type and class", { 3, 'a', 'b', 'c', 0 }, -ENODATA },
		{ "just enough room", { 2, 'a', 'b', 0, 0, 1, 0, 1 }, 0 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		uint8_t message[HEADER_LEN + sizeof(rows->bytes)] = { HEADER(0x0100, 1, 0) };
		uint8_t *exact;
		struct dns dns;

		memcpy(message + HEADER_LEN, rows[i].bytes, sizeof(rows->bytes));
		exact = exactly(message, sizeof(message));
		expect(dns_parse(&dns, exact, sizeof(message)) == rows[i].rc, rows[i].name);
		free(exact);
	}
	ok("dns: hostile lengths of labels");
}

/* A question with labels of 63, 63, 63 and @last bytes. Return: as dns_parse() */
static int parse_long(struct dns *dns, uint8_t last)
{
	const uint8_t lengths[] = { 63, 63, 63, last };
	uint8_t message[HEADER_LEN + 4 * 64 + 1 + 4] = { HEADER(0x0100, 1, 0) };
	size_t at = HEADER_LEN;

	for (size_t i = 0; i < COUNT(lengths); i++) {
		message[at++] = lengths[i];
		memset(message + at, 'a' + (int)i, lengths[i]);
		at += lengths[i];
	}
	return dns_parse(dns, message, at + 1 + 4);
}

/* RFC 1035, 2.3.4: 255 octets = 3 * 64 + 62 + 1 for the root; as text 3 * 63 + 61 + 3 dots. */
static void the_longest_name(void)
{
	struct dns dns;

	assert(parse_long(&dns, 61) == 0);
	assert(strlen(dns.name) == 253 && dns.name[252] == 'd');
	assert(parse_long(&dns, 62) == -EPROTO);
	assert(parse_long(&dns, 63) == -EPROTO);
	ok("dns: the longest name");
}

int main(void)
{
	a_question();
	an_answer();
	no_question();
	a_truncated_answer();
	more_than_one_question();
	every_cut_is_noticed();
	hostile_names();
	the_longest_name();
	return 0;
}
