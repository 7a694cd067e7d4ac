/*
 * check: what the unit tests share. They are plain programs: an assert that does not
 * hold ends one, a line "ok - NOUN: …" is printed for what does.
 */
#ifndef TESTS_CHECK_H
#define TESTS_CHECK_H

#undef NDEBUG	/* an assert here is the test itself */
#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* Two bytes, four bytes, as a protocol has them: the high one first. */
#define BE16(n) ((n) >> 8 & 255), ((n) & 255)
#define BE32(n) BE16((n) >> 16), BE16(n)

static inline void ok(const char *what)
{
	(void)printf("ok - %s\n", what);
}

/** expect() - assert for a table, where the line of the code would not tell which row it was. */
static inline void expect(bool holds, const char *row)
{
	if (!holds)
		(void)fprintf(stderr, "not ok - %s\n", row);
	assert(holds);
}

static inline void expect_text(const char *row, const char *got, const char *want)
{
	if (strcmp(got, want) != 0)
		(void)fprintf(stderr, "%s:\n  got  '%s'\n  want '%s'\n", row, got, want);
	expect(!strcmp(got, want), row);
}

/**
 * exactly() - a copy that ends where its memory ends, so that the address sanitizer
 * sees a read of one byte more
 *
 * Return: owned by the caller
 */
static inline uint8_t *exactly(const uint8_t *bytes, size_t len)
{
	uint8_t *copy = malloc(len ? len : 1);

	assert(copy);
	memcpy(copy, bytes, len);
	return copy;
}

#endif
