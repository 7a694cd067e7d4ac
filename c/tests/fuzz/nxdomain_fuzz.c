/* What is answered fits, has the question's id, and is an answer that our own parser reads. */
#undef NDEBUG
#include <assert.h>
#include <string.h>

#include "wire/nxdomain.h"
#include "wire/packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	uint8_t answer[NXDOMAIN_ROOM];
	size_t done = nxdomain_answer(answer, bytes, len < NXDOMAIN_ROOM ? len : NXDOMAIN_ROOM);
	struct dns dns;

	assert(done <= NXDOMAIN_ROOM && done <= len);
	if (!done)
		return 0;
	assert(!memcmp(answer, bytes, 2));
	(void)dns_parse(&dns, answer, done);
	assert(dns.response && dns.answers == 0);
	return 0;
}
