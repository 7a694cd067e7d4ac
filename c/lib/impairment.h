/*
 * Rules by which a relay misbehaves, the same way in every run: what is counted, and
 * never what is timed or left to chance. A rule is one argument:
 *
 *	drop:request:2		the 2nd datagram to the server is not passed on
 *	double:answer:1		the 1st datagram from the server is passed on twice
 *	swap:answer:1		it and the next one change places
 *	delay:answer:1:3	it is kept back until the 3rd has had its turn
 *	cut:answer:7		of a stream, no piece that is passed on is longer than 7 bytes
 *	stop:answer:100		after 100 bytes the relay closes both connections; a side from
 *				which it has not read everything gets a reset by that
 *
 * A datagram has had its turn when it was passed on, dropped or kept back itself. One
 * that is kept back until another which never comes is never passed on.
 */
#ifndef IMPAIRMENT_H
#define IMPAIRMENT_H

#include <stdbool.h>
#include <stddef.h>

/** To the server, and from it. */
enum direction { REQUEST, ANSWER };

enum mischief { DROP, DOUBLE, DELAY, CUT, STOP };

struct rule {
	enum mischief mischief;
	enum direction direction;
	size_t number; /* of a datagram, from 1; or bytes */
	size_t until; /* DELAY: the datagram that has its turn before this one */
};

enum { RULES_MAX = 16 };

struct rules {
	struct rule rule[RULES_MAX];
	size_t count;
};

/**
 * rules_parse() - read the rules of a relay
 * @rules:	filled
 * @argument:	ends with NULL, as argv does
 * @stream:	whether it relays a stream: then cut and stop are its rules, else the others
 *
 * Return: NULL, or the first argument that is no such rule, or one too many.
 */
const char *rules_parse(struct rules *rules, char *const argument[], bool stream);

/** rules_about() - what is done to the @nth datagram of a direction. Return: the first such rule,
 * or NULL: it is passed on.
 */
const struct rule *rules_about(const struct rules *rules, enum direction direction, size_t nth);

/** rules_limit() - the bytes at which a direction of a stream is cut, or stopped. Return: how many,
 * or SIZE_MAX without such a rule.
 */
size_t rules_limit(const struct rules *rules, enum mischief mischief, enum direction direction);

#endif
