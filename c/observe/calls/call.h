/*
 * call: one system call, from its entry to its return, decoded.
 *
 * Which calls are recorded, and how each is decoded, is a table: table.h.
 *
 * Limits: DATA_MAX bytes of data, the first piece of a scattered one; what has no name in
 * text/names.c is told by its number.
 */
#ifndef OBSERVE_CALLS_CALL_H
#define OBSERVE_CALLS_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "calls/files.h"
#include "calls/memory.h"
#include "calls/table.h"
#include "text/sockaddr.h"

enum { DATA_MAX = 64, CONSTANTS_MAX = 12, NUMBERS_MAX = 3 };

struct constant {
	const char *key;	/* NULL: an element of "flags" or "options" */
	const char *value;
};

struct number {
	const char *key;
	int64_t value;
};

struct call {
	const struct call_kind *kind;	/* NULL: the thread is in no recorded call */
	const char *pattern_name;	/* "splice:in" and "splice:out" are two */
	int64_t entered_ns;
	int64_t returned_ns;
	uint64_t argument[6];
	bool sends;		/* moves data away from the program, or from a file */
	uint64_t clone_flags;	/* of a clone: clone(2) */
	int64_t result;		/* as the kernel returned it: nothing to go by where error is set */
	int error;
	int fd;			/* -1: none */
	struct descriptor descriptor;
	enum fd_kind fd_kind;	/* at the entry: a close forgets */
	int made;		/* -1: none */
	struct descriptor made_descriptor;
	struct constant constant[CONSTANTS_MAX + 1];	/* ended by a NULL value */
	int constants;
	bool list_is_options;	/* the list's key is "options", not "flags" */
	bool has_list;
	struct number number[NUMBERS_MAX];
	int numbers;
	bool has_buffer;
	uint64_t buffer;
	uint64_t size;
	char address[SOCKADDR_TEXT];
	struct endpoint peer;	/* the same, if it was passed at the entry; port 0: none */
	bool called;		/* its SYN has been seen */
	char status[32];	/* of a wait */
	uint8_t data[DATA_MAX];
	size_t data_len;
	const char *act;	/* "short", "fail": the observer had its hand in it */
	int failed_with;	/* errno that an act chose */
	int64_t waits_ns;	/* at most, from its entry on; WAITS_FOR_EVER without a time-out */
	uint32_t ring_flags;	/* that were asked for: io_uring_setup(2) */
	bool foreign;		/* made by the gate of another architecture, and not decoded */
	bool told_child;	/* the child that it has made is traced */
	bool waits_for_child;	/* it has made one, and returns when that execs or ends: vfork(2) */
};

/**
 * call_enter() - decode a call's entry
 * @call:	filled, but for the descriptor's meaning
 * @kind:	the row
 * @pid:	the thread, stopped
 * @argument:	as the kernel gets them
 */
void call_enter(struct call *call, const struct call_kind *kind, pid_t pid,
		const uint64_t argument[6]);

/** call_other_fd() - the second descriptor of a call between two, -1 where there is one only */
int call_other_fd(const struct call *call);

/** call_return() - decode what the kernel gave back; result and error are set. */
void call_return(struct call *call, pid_t pid);

/** call_is_of_conversation() - does it move data through a socket, or end that? */
bool call_is_of_conversation(const struct call *call);

/** call_may_print() - does it move data to what is no socket, and so perhaps to an output? */
bool call_may_print(const struct call *call);

/** call_has_constant() - was a constant of this name passed? */
bool call_has_constant(const struct call *call, const char *name);

/**
 * call_waits_ns() - how long a wait in this call lasts at most
 *
 * Return: ns from its entry on, WAITS_FOR_EVER if it has no time-out
 */
int64_t call_waits_ns(const struct call *call);

/** call_makes_thread() - is it a clone that makes a thread, not a process? */
bool call_makes_thread(const struct call *call);

/** call_shares_files() - is it a clone whose child shares the descriptor table? */
bool call_shares_files(const struct call *call);

/** call_forget() - as the call begins, what its numbers meant in @files may change. */
void call_forget(const struct call *call, struct files *files);

#endif
