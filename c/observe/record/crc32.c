/*
 * Theory of operation
 *
 * A byte at a time, as in the sample code of RFC 1952, 8, takes 2.1 ns a byte, which for lines of
 * 170 bytes is 4 % of what it takes to trace a call. Four at a time take 0.8 ns: "slicing", of
 * M. Kounavis and F. Berry, Novel Table Lookup-Based Algorithms for High-Performance CRC
 * Generation, IEEE Transactions on Computers 57 (11), 2008.
 */
#include "record/crc32.h"

enum { SLICES = 4 };

/* [0]: what a byte does to the remainder; [k]: the same, and k bytes of 0 after it. */
static uint32_t table[SLICES][256];

static void make_table(void)
{
	const uint32_t polynomial = 0xedb88320;	/* the lowest bit first */

	for (uint32_t i = 0; i < 256; i++) {
		uint32_t crc = i;

		for (int bit = 0; bit < 8; bit++)
			crc = crc & 1 ? crc >> 1 ^ polynomial : crc >> 1;
		table[0][i] = crc;
	}
	for (int k = 1; k < SLICES; k++)
		for (int i = 0; i < 256; i++)
			table[k][i] = table[k - 1][i] >> 8 ^ table[0][table[k - 1][i] & 255];
}

static uint32_t four_bytes(const uint8_t *at)
{
	return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

uint32_t crc32_more(uint32_t crc, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;

	if (!table[0][1])
		make_table();
	crc = ~crc;
	for (; len >= SLICES; len -= SLICES, at += SLICES) {
		crc ^= four_bytes(at);
		crc = table[3][crc & 255] ^ table[2][crc >> 8 & 255] ^
		      table[1][crc >> 16 & 255] ^ table[0][crc >> 24];
	}
	for (; len; len--, at++)
		crc = crc >> 8 ^ table[0][(crc ^ *at) & 255];
	return ~crc;
}
