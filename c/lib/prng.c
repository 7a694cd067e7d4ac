#include "prng.h"

uint64_t prng_next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

void prng_fill(uint64_t *state, void *buffer, size_t len)
{
	unsigned char *bytes = buffer;

	for (size_t i = 0; i < len; i++)
		bytes[i] = (unsigned char)prng_next(state);
}

uint64_t digest_add(uint64_t digest, const void *data, size_t len)
{
	const unsigned char *bytes = data;

	for (size_t i = 0; i < len; i++)
		digest = (digest ^ bytes[i]) * 0x100000001b3u;
	return digest;
}
