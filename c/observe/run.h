/*
 * run: the state of the run in progress, and how what happens in it is told.
 */
#ifndef OBSERVE_RUN_H
#define OBSERVE_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "wire/capture.h"
#include "options.h"
#include "clock.h"
#include "wire/ends.h"
#include "wire/fence.h"
#include "calls/seccomp.h"
#include "outputs.h"
#include "tracer/tracee.h"
#include "wire/sockets.h"
#include "record/record.h"
#include "sandbox/sandbox.h"

enum end_reason {
	END_NONE,
	END_QUIET,
	END_TIMERS,
	END_UNREADY,
	END_UNLAUNCHED,
	END_SPIN,
	END_DEADLINE,
	END_PROCESSES,
	END_UNTRACED,
	END_MEMORY,
	END_RECORD,
	END_INTERRUPTED,
	END_BROKEN,
	END_REASONS
};

/** What of a role may escape the observer: docs/record-format.md, "lost". */
enum loss { LOST_CALLS, LOST_NETWORK, LOST_PROCESSES, LOST_WORDS, LOST_COVER, LOST_SIGNALS,
	    LOSSES };

/** How much a role has asked for in all: calls/bounded.c. */
struct asked {
	int64_t memory;		/* bytes, of what is not a process's own, at most */
	int64_t events_of_aio;
	int64_t semaphores;
	int64_t queues;
};

/** What is known of a role while it plays. */
struct role_state {
	bool started;
	bool ready;
	bool launched;		/* its program runs: what was printed before is the observer's */
	pid_t first;		/* its first process */
	int alive;		/* processes that have not ended */
	struct stream out;
	struct stream err;
	int terminal;		/* master side, -1 without one */
	struct asked asked;
	bool covered;		/* the sockets of the machine: sandbox/cover.h */
	bool uncovers;		/* … and it may hold some of them open from before */
	int64_t written;	/* bytes, to what is no socket */
	uint64_t gains;		/* calls of which something came: spin.h */
	int wakes;		/* writes to pipes of its own that nobody has read yet */
};

/** Of the whole machine, in bytes: memory.h. */
struct machine_memory {
	int64_t shared;		/* files in memory, and what several processes have */
	int64_t tables;		/* of pages */
	int64_t kernel;		/* its own, of other kinds, that it cannot take back */
};

/** How a role ends that could not become its program: launch.c, as a shell does it. */
enum { EXIT_REFUSED = 126, EXIT_NOT_FOUND = 127 };

/** How long nothing but timers has gone off: idle.h. */
struct idle {
	uint64_t effects;	/* what had happened in the run when it began */
	int64_t since_ns;	/* CLOCK_MONOTONIC, when it began */
	int64_t ns;		/* so long all have waited since */
	int64_t seen_ns;	/* CLOCK_MONOTONIC, at the last look back; 0: none yet */
	uint64_t stops;		/* of the run, at the end of that look */
	int64_t delay_ns;	/* of the observer, at that look */
	int64_t next_ns;	/* CLOCK_MONOTONIC, when the next look is due */
};

struct run {
	struct cast *cast;	/* its acts change state */
	struct sandbox world;
	struct ids user;	/* as whom the observer was started, */
	int emulator;		/* … and its emulator: 0, or -errno */
	struct seccomp_filter filter;
	struct capture capture;
	struct fence fence;	/* where nothing is captured */
	struct record record;
	struct processes all;
	struct role_state part[ROLES_MAX];
	int started;		/* roles */
	int folder;		/* descriptor of the run's folder */
	int nxdomain;		/* answers what is asked by name; -1: a role does, or nobody */
	int64_t began_ns;	/* CLOCK_MONOTONIC, when the deadline began to count */
	struct clock_watch clock;
	uint32_t met;		/* acts whose moment has come, still to be done: perform.h */
	uint64_t effects;	/* frames between roles, words of those who lead, ends, releases */
	uint64_t stops;		/* of threads, that were seen to */
	struct idle idle;
	int64_t memory_next_ns;	/* CLOCK_MONOTONIC, when the next look is due: memory.h */
	struct machine_memory memory_least;	/* since the run began, each by itself */
	bool spins;		/* somebody does, as far as is known: are the others waiting? */
	bool winding_up;	/* the census has been taken */
	enum end_reason reason;
	char because[128];	/* with END_BROKEN, END_DEADLINE and END_MEMORY; or "" */
	struct known_ends ends;	/* owner.h */
	uint32_t lost[ROLES_MAX];	/* bits 1 << enum loss that have been told */
};

/** run_role() - the name of a process's role. */
const char *run_role(const struct run *run, const struct process *process);

/** run_is_same_role() - are the programs at these places of the cast of one role? */
bool run_is_same_role(const struct run *run, int place, int other);

/** run_is_left() - has any process of that role not ended, of whichever of its programs? */
bool run_is_left(const struct run *run, int place);

/** run_who() - a thread, as the record tells of it; run_process() - of a process only. */
struct who run_who(const struct run *run, const struct thread *thread);
struct who run_process(const struct run *run, const struct process *process);

/** run_tell() - something has happened: the record writes it, and the acts see it. */
void run_tell(struct run *run, const struct event *event);

/** run_show() - the same, of what is not to be written: only the acts see it. */
void run_show(struct run *run, const struct event *event);

/** run_end() - end the run, unless an earlier reason stands. */
void run_end(struct run *run, enum end_reason reason);

/** run_broken() - the observer cannot go on; @format, as printf(3) has it, says why. */
void run_broken(struct run *run, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** run_lost() - something of a role is not seen, and why. Each is told once a role. */
void run_lost(struct run *run, int role, enum loss what, const char *because);

/** run_left_ns() - until the deadline; 0 if it is over. */
int64_t run_left_ns(const struct run *run);

/** run_leads() - does the run last as long as this role? */
bool run_leads(const struct run *run, int role);

/** run_ready() - a role is ready: the next may start. */
void run_ready(struct run *run, int role, const char *how, const char *address);

/** run_count_lost() - bring the number of frames that the capture has lost up to date. */
void run_count_lost(struct run *run);

/** run_sockets() - which of the namespace's sockets are all that can be there? */
enum whose run_sockets(const struct run *run);

/** run_read_outputs() - take what the roles have printed; of one role, or of all for ROLE_NONE. */
void run_read_outputs(struct run *run, int role);

/** run_flush_outputs() - tell of last lines that have not ended; run_close_outputs() ends them. */
void run_flush_outputs(struct run *run, int role);
void run_close_outputs(struct run *run);

#endif
