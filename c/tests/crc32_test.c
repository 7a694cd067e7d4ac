/* crc32: the checksum of a record, as everybody else computes it. */
#include "record/crc32.h"

#include "check.h"

/* The check value of "CRC-32" in R. Williams, A Painless Guide to CRC Error Detection, 1993. */
static void known_values(void)
{
	static const struct {
		const char *bytes;
		size_t len;
		uint32_t crc;
	} rows[] = {
		{ "123456789", 9, 0xcbf43926 },
		{ NULL, 0, 0 },
		{ "a", 1, 0xe8b7be43 },
		{ "\0\0\0\0", 4, 0x2144df1c },
		{ "\xff\xff\xff\xff", 4, 0xffffffff },
		{ "The quick brown fox jumps over the lazy dog", 43, 0x414fa339 },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		expect(crc32_more(0, rows[i].bytes, rows[i].len) == rows[i].crc,
		       rows[i].bytes ? rows[i].bytes : "nothing");
	ok("crc32: known values");
}

/* The polynomial's division, bit by bit: IEEE 802.3, 3.2.9. */
static uint32_t by_the_book(const uint8_t *bytes, size_t len)
{
	uint32_t crc = 0xffffffff;

	for (size_t i = 0; i < len; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}

static void in_pieces(void)
{
	enum { LEN = 64 };
	uint8_t bytes[LEN];

	for (int i = 0; i < LEN; i++)
		bytes[i] = (uint8_t)(i * 37 + 11);
	for (size_t from = 0; from < LEN; from++) {
		for (size_t to = from; to <= LEN; to++) {
			uint8_t *copy = exactly(bytes + from, to - from);
			uint32_t head = crc32_more(0, bytes, from);

			assert(crc32_more(0, copy, to - from) == by_the_book(copy, to - from));
			assert(crc32_more(head, copy, to - from) == by_the_book(bytes, to));
			free(copy);
		}
	}
	ok("crc32: any length, anywhere, in pieces");
}

static void every_change_of_a_byte(void)
{
	uint8_t bytes[] = "{\"t\":1,\"event\":\"end\",\"reason\":\"quiet\"";
	const size_t len = sizeof(bytes) - 1;
	const uint32_t crc = crc32_more(0, bytes, len);

	for (size_t i = 0; i < len; i++) {
		const uint8_t was = bytes[i];

		for (int other = 0; other < 256; other++) {
			bytes[i] = (uint8_t)other;
			assert((crc32_more(0, bytes, len) == crc) == (other == was));
		}
		bytes[i] = was;
	}
	ok("crc32: another byte is another checksum");
}

int main(void)
{
	known_values();
	in_pieces();
	every_change_of_a_byte();
	return 0;
}
