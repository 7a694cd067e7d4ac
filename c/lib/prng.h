/* Numbers that look like chance, and are the same in every run. */
#ifndef PRNG_H
#define PRNG_H

#include <stddef.h>
#include <stdint.h>

/**
 * prng_next() - the next of a sequence of numbers
 * @state:	what the sequence begins with, not 0; the next number replaces it
 *
 * A period of 2^64 - 1, so that no stretch of a run repeats another.
 *
 * Return: the number
 * Source: G. Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8 (2003), 14.
 */
uint64_t prng_next(uint64_t *state);

/** prng_fill() - set @len bytes of @buffer to the lowest bytes of the next @len numbers */
void prng_fill(uint64_t *state, void *buffer, size_t len);

/** What digest_add() begins with. */
#define DIGEST_START 0xcbf29ce484222325u

/**
 * digest_add() - go on with a digest: a number that another byte, or order, changes
 * @digest:	of what came before; at first DIGEST_START
 *
 * FNV-1a of 64 bits: against accidents, not against malice.
 *
 * Return: the digest of what came before and @data
 * Source: RFC 9923.
 */
uint64_t digest_add(uint64_t digest, const void *data, size_t len);

#endif
