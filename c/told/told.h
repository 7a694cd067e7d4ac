/*
 * told: a program that tells its own calls, where nobody can trace it.
 *
 * Theory of operation
 *
 * The program is linked so that what it asks of the C library comes by here first (calls.c, by the
 * linker's --wrap). Each call is told before it is made and when it has returned: its name as the
 * kernel has it, its arguments, what of its memory tells more, its result. After each line it waits
 * at a gate: for an answer, which may let the call fail or ask for less, and which does not come as
 * long as the call is to be held. docs/told.md has the lines.
 *
 * SOCKSPEC_TOLD says where to: the number of a descriptor, at whose other end is who answers; or
 * the path of a file, to which lines with their time are appended, and nothing is waited for.
 * Without it nothing is told.
 *
 * A fork or a new thread has a channel of its own: its other end goes over that of its parent,
 * before there is a child, so that nothing of one is heard before its birth.
 *
 * Limits: a signal that comes while the gate is closed has its handler run when the gate has been
 * opened, and before the call: it does not interrupt that call. What the C library asks for by
 * itself, without one of its own functions that are known here, is not told; nor is another program
 * that is executed, unless it tells, too.
 */
#ifndef TOLD_H
#define TOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/** A part of the program's memory that belongs to a call; the last of a list has no @at. */
struct piece {
	const void *at;
	size_t len;
};

/** A call that is being made. */
struct told {
	bool is_silent;		/* within another, or nobody is told */
	bool is_skipped;	/* it is to fail with @error, and is not made */
	int error;
	uint64_t argument[6];	/* as it is to be made */
	uintptr_t stack;	/* tells it from those that a handler makes within it */
	int child;		/* descriptor, of who is about to be born; -1: of nobody */
};

/** told_enter() - a call is about to be made; what is returned is kept for told_leave(). */
struct told told_enter(const char *name, const uint64_t argument[6], const struct piece *pieces);

/** told_birth() - the same, of one that makes a process or a thread: @child is ready then. */
struct told told_birth(const char *name, const uint64_t argument[6]);

/** told_skips() - is it not to be made? Then errno is set. */
bool told_skips(const struct told *call);

/** told_leave() - it has returned; errno stays as it is. */
void told_leave(const struct told *call, int64_t result, const struct piece *pieces);

/**
 * told_is_child() - from now on this thread tells over @call's new channel; nothing has returned
 * @is_process:	it has a copy of its parent's, which is to end with the parent
 */
void told_is_child(const struct told *call, bool is_process);

/** told_thread_ends() - it tells nothing more. */
void told_thread_ends(void);

/** told_is_parent() - the child has its end of the channel. */
void told_is_parent(const struct told *call);

/** told_signal() - one that @sender has sent is about to run a handler, or to end the program */
void told_signal(int signal, int code, pid_t sender, const void *address, bool ends);

/** told_broken_pipe() - the call that it is in has failed with EPIPE, and is about to say so. */
void told_broken_pipe(void);

/** told_take_signals() - tell also of those that end the program by default. */
void told_take_signals(void);

/**
 * told_in_handler() - before a handler: it is within no call, whatever it has interrupted
 * @is_inside:	false; after it what this has returned before it
 */
bool told_in_handler(bool is_inside);

/** told_to_exec() - let the next program of this process tell over the same channel. */
void told_to_exec(void);

#endif
