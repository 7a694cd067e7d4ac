/* nxdomain: to each question that there is no such name, to all else what RFC 1035 has for it. */
#include "wire/nxdomain.h"

#include "check.h"
#include "wire/packet.h"

/* RFC 1035, 4.1: id, flags, four counts; then a name, type and class. */
#define HEAD(flags, questions) BE16(0x1234), BE16(flags), BE16(questions), BE16(0), BE16(0), BE16(0)
#define NAME 4, 'h', 'o', 's', 't', 4, 't', 'e', 's', 't', 0
#define QUERY 0x0100	/* recursion desired */

static const uint8_t WHOLE[] = { HEAD(QUERY, 1), NAME, BE16(28), BE16(1) };

static size_t answer_to(uint8_t answer[NXDOMAIN_ROOM], const uint8_t *message, size_t len)
{
	uint8_t *exact = exactly(message, len);
	size_t done = nxdomain_answer(answer, exact, len);

	free(exact);
	return done;
}

static void a_question(void)
{
	static const uint8_t more[] = { HEAD(QUERY, 1), NAME, BE16(28), BE16(1), 0, BE16(41), 4, 0, 0, 0, 0, 0, 0 };
	uint8_t answer[NXDOMAIN_ROOM];
	struct dns dns;

	assert(answer_to(answer, WHOLE, sizeof(WHOLE)) == sizeof(WHOLE));
	assert(dns_parse(&dns, answer, sizeof(WHOLE)) == 0);
	assert(dns.response && dns.id == 0x1234 && dns.code == 3 && dns.answers == 0 && !dns.truncated);
	assert(dns.type == 28);
	expect_text("name", dns.name, "host.test");
	assert(!memcmp(answer + 12, WHOLE + 12, sizeof(WHOLE) - 12));
	assert(answer[2] & 1 && answer[5] == 1 && answer[11] == 0);
	/* What comes behind the question, an extension say (RFC 6891), is left out. */
	assert(answer_to(answer, more, sizeof(more)) == sizeof(WHOLE));
	ok("nxdomain: its own id and question, and RCODE 3");
}

static void every_cut(void)
{
	uint8_t answer[NXDOMAIN_ROOM];

	for (size_t n = 0; n < sizeof(WHOLE); n++) {
		size_t done = answer_to(answer, WHOLE, n);

		assert(done == (n < 12 ? 0 : 12));
		assert(!done || (answer[3] & 15) == 1);
	}
	ok("nxdomain: every truncation is none, or a format error");
}

static void the_rest(void)
{
	static const uint8_t response[] = { HEAD(0x8180, 1), NAME, BE16(1), BE16(1) };
	static const uint8_t status[] = { HEAD(0x1000, 1), NAME, BE16(1), BE16(1) };
	static const uint8_t two[] = { HEAD(QUERY, 2), NAME, BE16(1), BE16(1), NAME, BE16(1), BE16(1) };
	static const uint8_t pointer[] = { HEAD(QUERY, 1), 0xc0, 12, BE16(1), BE16(1) };
	static const uint8_t root[] = { HEAD(QUERY, 1), 0, BE16(2), BE16(1) };
	uint8_t answer[NXDOMAIN_ROOM], longest[12 + 5 * 64 + 5] = { HEAD(QUERY, 1) };

	assert(answer_to(answer, response, sizeof(response)) == 0);
	assert(answer_to(answer, status, sizeof(status)) == 12 && (answer[3] & 15) == 4);
	assert(answer_to(answer, two, sizeof(two)) == 12 && (answer[3] & 15) == 1);
	assert(answer_to(answer, pointer, sizeof(pointer)) == 12 && (answer[3] & 15) == 1);
	assert(answer_to(answer, root, sizeof(root)) == sizeof(root) && (answer[3] & 15) == 3);
	for (size_t i = 0; i < 5; i++)
		longest[12 + i * 64] = 63;
	assert(answer_to(answer, longest, sizeof(longest)) == 12 && (answer[3] & 15) == 1);
	ok("nxdomain: responses, other kinds, no or two questions, names that are none");
}

int main(void)
{
	a_question();
	every_cut();
	the_rest();
	return 0;
}
