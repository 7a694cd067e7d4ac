/*
 * arguments: the pieces from which a row's enter() and leave() put a call together.
 *
 * Each adds to the call what its line in the record then tells under "args", and to
 * patterns the constants by name (docs/record-format.md). What is too much is left out.
 */
#ifndef OBSERVE_CALLS_ARGUMENTS_H
#define OBSERVE_CALLS_ARGUMENTS_H

#include "calls/call.h"
#include "text/names.h"

/** argument_constant() - by its name; @key NULL: an element of the list */
void argument_constant(struct call *call, const char *key, const char *name);

/** argument_direction() - a call between two takes in from the socket, or gives out to it. */
void argument_direction(struct call *call, bool in);

void argument_number(struct call *call, const char *key, int64_t value);

/** argument_named() - by its name where it has one in @names, else as a number */
void argument_named(struct call *call, const char *key, const struct name *names, int64_t value);

/** argument_flags() - the list, of those bits of @set that have a name */
void argument_flags(struct call *call, const struct name *names, uint64_t set);

/** argument_data() - the bytes at @address, the first DATA_MAX of them */
void argument_data(struct call *call, pid_t pid, uint64_t address, uint64_t len);

/** argument_address() - a struct sockaddr that was passed */
void argument_address(struct call *call, pid_t pid, uint64_t address, uint64_t len);

/** argument_result_address() - one that the kernel wrote, and at @len_at its length */
void argument_result_address(struct call *call, pid_t pid, uint64_t address, uint64_t len_at);

/** argument_result_pair() - two new descriptors, written to @address */
void argument_result_pair(struct call *call, pid_t pid, uint64_t address);

#endif
