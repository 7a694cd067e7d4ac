/* A DNS message: defined, and its name ends and is none that is too long. */
#undef NDEBUG
#include <assert.h>
#include <string.h>

#include "wire/packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct dns dns;

	(void)dns_parse(&dns, bytes, len);
	assert(strnlen(dns.name, sizeof(dns.name)) <= 253);
	return 0;
}
