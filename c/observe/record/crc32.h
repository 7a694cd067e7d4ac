/*
 * crc32: the checksum of a record, CRC-32 as of IEEE 802.3 (3.2.9) and of gzip (RFC 1952, 8). Pure.
 *
 * It shows damage, not forgery: each change of up to 32 bits in a row is seen for certain, any
 * other but for one in 2^32. Python has the same as zlib.crc32().
 */
#ifndef OBSERVE_RECORD_CRC32_H
#define OBSERVE_RECORD_CRC32_H

#include <stddef.h>
#include <stdint.h>

/**
 * crc32_more() - the checksum of some bytes and those that follow them
 * @crc:	of what came before, 0 if nothing did
 * @bytes:	@len of them; may be NULL where that is 0
 *
 * A first call makes a table, in some 5 us.
 */
uint32_t crc32_more(uint32_t crc, const void *bytes, size_t len);

#endif
