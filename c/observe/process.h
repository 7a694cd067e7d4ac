/*
 * process: the processes and threads of a run, as far as they are known.
 *
 * Limits: PROCESSES_MAX of each at a time, ended ones whose status nobody has taken
 * included; more than that ends the run, so that a program that forks without end
 * meets a wall and not the machine.
 */
#ifndef OBSERVE_PROCESS_H
#define OBSERVE_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "call.h"
#include "descriptor.h"

enum { PROCESSES_MAX = 512 };

struct process {
	pid_t pid;		/* 0: this place is free */
	pid_t parent;
	int role;		/* place in the cast */
	bool first;		/* launched by the observer */
	bool launched;		/* its program runs: exec has succeeded */
	bool ended;
	int status;		/* as wait(2) gives it, once ended */
	bool timed;		/* has a timer of its own running */
	int threads;
	struct files *files;
	char last_call[48];	/* what it was in when a signal ended it */
	uint64_t fault;		/* address of the last memory fault, with @faulted */
	bool faulted;
	int launch_error;	/* of its exec, until one succeeds */
	uint64_t caught;	/* bit n: signal n has a handler */
	uint64_t restarts;	/* bit n: … with SA_RESTART */
};

enum thread_state {
	THREAD_NEW,		/* stopped at birth, its parent's event is still to come */
	THREAD_RUNS,
	THREAD_IN_CALL,
	THREAD_HELD,		/* at the entry of a call, by an act */
};

struct thread {
	pid_t tid;		/* 0: this place is free */
	enum thread_state state;
	struct process *process;	/* NULL while THREAD_NEW */
	struct call call;
	bool interrupted;	/* by a signal: the call's outcome is not settled */
	uint32_t holds;		/* THREAD_HELD: the acts that hold it, bits 1 << place */
	bool stopped;		/* THREAD_NEW: it has reported itself, and waits */
};

struct processes {
	struct process process[PROCESSES_MAX];
	struct thread thread[PROCESSES_MAX];
	int processes;		/* places in use */
	int threads;
};

/** process_find(), thread_find() - NULL if there is none. */
struct process *process_find(struct processes *all, pid_t pid);
struct thread *thread_find(struct processes *all, pid_t tid);

/** process_add(), thread_add() - a cleared place with its number; NULL if all are taken. */
struct process *process_add(struct processes *all, pid_t pid);
struct thread *thread_add(struct processes *all, pid_t tid);

/** process_remove(), thread_remove() - free the place, and what the process held. */
void process_remove(struct processes *all, struct process *process);
void thread_remove(struct processes *all, struct thread *thread);

/** process_state() - the letter in /proc/PID/task/TID/stat (proc(5)), 0 if it is gone. */
char process_state(pid_t pid, pid_t tid);

/** thread_place() - "read(4)", "futex", "running": where a thread is, for people. */
void thread_place(const struct thread *thread, char *text, size_t len);

/** process_is_gone() - it has ended and nobody is owed its status any more. */
bool process_is_gone(pid_t pid);

#endif
