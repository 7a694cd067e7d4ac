/*
 * table: the calls that are recorded, a row each.
 *
 * A row is all that the observer knows of a call: its name, what is asked of it in several
 * places (its traits), and the functions that read its arguments and results. The rows stand
 * in a file for each family, beside their functions: socket, transfer, descriptor, readiness,
 * process, signal, timer, and those not for a role: reach, refused, bounded, sandbox, ring.
 * docs/howto-syscall.md shows how a call is added.
 */
#ifndef OBSERVE_CALLS_TABLE_H
#define OBSERVE_CALLS_TABLE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct call;
struct files;
struct run;
struct thread;

enum call_trait {
	ON_FD = 1 << 0,			/* the first argument is a descriptor, which is told */
	ON_TWO_FDS = 1 << 1,		/* so is the third: the one that is a socket is told */
	MAKES_FD = 1 << 2,		/* returns a new descriptor */
	HAS_SIZE = 1 << 3,		/* the third argument is the size: --short may change it */
	MOVES_DATA = 1 << 4,		/* returns how much; 0: none has moved */
	SENDS = 1 << 5,			/* moves data away from the program, or from a file */
	PRINTS = 1 << 6,		/* in this way programs write their logs */
	ENDS_CONVERSATION = 1 << 7,	/* or one half of it */
	CONNECTS = 1 << 8,		/* may go on after it has returned */
	ONLY_ASKS = 1 << 9,		/* moves nothing, whatever it returns */
	WAITS_FOR_CHILD = 1 << 10,	/* returns whose status it has taken; 0: nobody's */
	EXECUTES = 1 << 11,		/* replaces the program */
	ENDS_THREAD = 1 << 12,		/* does not return */
	IS_ASIDE = 1 << 13,		/* only the program's own state is asked for, or changed */
	IS_NOT_TOLD = 1 << 14,		/* it is no line of the record, unless it is refused */
};

/** Values of one argument for which alone a call is recorded. */
struct call_uses {
	unsigned value[4];
	size_t count;		/* 0: all but zero */
	unsigned place;		/* of the argument, counted from 0 */
	unsigned mask;		/* of its bits that count; 0: all */
};

struct call_kind {
	const char *name;	/* as libseccomp, and so the kernel, has it */
	unsigned traits;	/* of enum call_trait */
	const struct call_uses *uses;	/* NULL: always recorded */
	const char *ways[2];	/* ON_TWO_FDS: names in patterns, taking in and giving out */

	/* Each may be NULL. @pid is the thread, stopped: its memory can be read. */

	/** enter() - read what was passed into the call */
	void (*enter)(struct call *call, pid_t pid);
	/** leave() - read what the kernel gave back; the call has succeeded */
	void (*leave)(struct call *call, pid_t pid);
	/** timed() - ns, at most, that it waits; WAITS_FOR_EVER without a time-out. NULL: that */
	int64_t (*timed)(const struct call *call, pid_t pid);
	/** forget() - numbers whose meaning the kernel forgets as the call begins */
	void (*forget)(const struct call *call, struct files *files);
	/** effect() - what the call of @thread has changed, once it has succeeded */
	void (*effect)(struct run *run, struct thread *thread);
	/** refuses() - errno, if it must not be made: reach.h; 0: it may */
	int (*refuses)(struct run *run, const struct thread *thread);
	/** undecoded() - what it may have changed, made by a gate at which no return is awaited */
	void (*undecoded)(struct run *run, const struct thread *thread);
};

/* The families; each ends at a row without a name. */
extern const struct call_kind SOCKET_CALLS[];
extern const struct call_kind TRANSFER_CALLS[];
extern const struct call_kind DESCRIPTOR_CALLS[];
extern const struct call_kind READINESS_CALLS[];
extern const struct call_kind PROCESS_CALLS[];
extern const struct call_kind SIGNAL_CALLS[];
extern const struct call_kind TIMER_CALLS[];
extern const struct call_kind REACH_CALLS[];
extern const struct call_kind REFUSED_CALLS[];
extern const struct call_kind BOUNDED_CALLS[];
extern const struct call_kind SANDBOX_CALLS[];
extern const struct call_kind RING_CALLS[];

/** calls_at() - a row by its place, counted over all families from 0; NULL past the last */
const struct call_kind *calls_at(size_t place);

/** calls_named() - a row by its name; NULL if there is none */
const struct call_kind *calls_named(const char *name);

#endif
