/*
 * tracee: the processes and threads of a run, as far as they are known.
 *
 * Limits: PROCESSES_MAX at a time, ended ones whose status nobody has taken included, and
 * THREADS_MAX threads; more than that ends the run, so that a program that forks without end
 * meets a wall and not the machine. A thread takes room when there is one.
 */
#ifndef OBSERVE_TRACER_TRACEE_H
#define OBSERVE_TRACER_TRACEE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "calls/call.h"
#include "tracer/stat.h"
#include "calls/files.h"

enum { PROCESSES_MAX = 512, THREADS_MAX = 4096 };

/** A timer that a process has set, of each kind the last one. */
enum timer_kind { TIMER_ALARM, TIMER_POSIX, TIMER_FD, TIMERS };

struct timer {
	uint64_t name;		/* the kernel's number for it */
	int64_t due_ns;		/* CLOCK_MONOTONIC; 0: not set, INT64_MAX: again and again */
};

struct process {
	pid_t pid;		/* 0: this place is free */
	pid_t parent;
	int role;		/* place in the cast */
	bool first;		/* launched by the observer */
	bool launched;		/* its program runs: exec has succeeded */
	bool ended;
	int status;		/* as wait(2) gives it, once ended */
	struct timer timer[TIMERS];
	int threads;
	struct files *files;
	const struct call_kind *last;	/* call, unless a signal from elsewhere came since */
	int last_fd;
	uint64_t fault;		/* address of the last memory fault, with @faulted */
	bool faulted;
	int launch_error;	/* of its exec, until one succeeds */
	uint64_t caught;	/* bit n: signal n has a handler */
	uint64_t restarts;	/* bit n: … with SA_RESTART */
	bool has_ring;			/* for which threads of the kernel may work: io_uring(7) */
	bool ignores_sigchld;		/* its children leave no zombies (wait(2), NOTES) */
};

enum thread_state {
	THREAD_NEW,		/* stopped at birth, its parent's event is still to come */
	THREAD_RUNS,
	THREAD_IN_CALL,
	THREAD_HELD,		/* at the entry of a call, by an act */
};

/** What has become of a wait that ends by itself: idle.h. */
enum turn {
	TURN_NONE,	/* it was not seen to wait so */
	TURN_AWAITED,	/* it was */
	TURN_HAD,	/* it has run since, and waits again */
};

/** A call, as far as it is the same each time round a loop. */
struct round {
	const struct call_kind *kind;	/* NULL: none */
	enum fd_kind fd_kind;
	int fd;			/* of the last one */
	int64_t outcome;	/* its result, or -errno */
	int times;		/* it was made, and nothing came of it */
};

/**
 * So many different calls may go round. The longest loop seen has five: one that wakes itself asks
 * by poll(2), with two results, accepts in vain, writes, and reads. Three times that.
 */
enum { ROUNDS_MAX = 16 };

/** The calls that a thread makes over and over, without progress: spin.h. */
struct spin {
	struct round round[ROUNDS_MAX];
	unsigned next;		/* place of the oldest, which the next new one takes */
	int repeats;		/* of its own doing, whatever others do */
	uint64_t happened;	/* in the run, at the last look */
	int since;		/* @repeats, when something had last happened */
};

struct thread {
	pid_t tid;
	int place;		/* in the list of threads */
	struct thread *next;	/* in its bucket, or of those that are free */
	enum thread_state state;
	struct process *process;	/* NULL while THREAD_NEW */
	struct call call;
	bool entry_due;		/* in that call: a stop at its entry may follow the filter's */
	bool replaced;		/* it is made in the place of another: syscall_stop.c */
	uint64_t kept[3];	/* … with these registers changed */
	uint64_t stack;		/* the stack pointer in that call, which tells two alike apart */
	bool interrupted;	/* by a signal: the call's outcome is not settled */
	struct call again;	/* is made again once a signal's handler has returned */
	uint64_t again_stack;
	bool in_group_stop;	/* by SIGSTOP or its like */
	enum turn turn;		/* of its timer, since nothing but timers goes off: idle.h */
	uint64_t timeslices;	/* TURN_AWAITED: when it was seen to wait */
	int64_t busy_ns;	/* on a processor, or waiting for one, at the last look back */
	struct spin spin;
	uint32_t holds;		/* THREAD_HELD: the acts that hold it, bits 1 << place */
	int64_t resumed_ns;	/* where the kernel does not tell its place: thread_sleeps() */
	bool stopped;		/* THREAD_NEW: it has reported itself, and waits */
	bool gone;		/* THREAD_NEW: it has ended even so */
	int status;		/* with @gone */
};

struct processes {
	struct process process[PROCESSES_MAX];
	struct thread *thread[THREADS_MAX];	/* owned; the first @threads of them */
	struct thread *bucket[THREADS_MAX];	/* by number */
	struct thread *free;	/* have been used; cleared */
	int processes;		/* places in use */
	int threads;
};

/** process_find(), thread_find() - NULL if there is none. */
struct process *process_find(struct processes *all, pid_t pid);
struct thread *thread_find(struct processes *all, pid_t tid);

/** process_add(), thread_add() - a cleared one with its number; NULL if there is no room. */
struct process *process_add(struct processes *all, pid_t pid);
struct thread *thread_add(struct processes *all, pid_t tid);

/**
 * process_remove(), thread_remove() - free the place, and what the process held
 *
 * A thread's place in the list is the last one's then.
 */
void process_remove(struct processes *all, struct process *process);
void thread_remove(struct processes *all, struct thread *thread);

/** process_sweep() - remove those that have ended and that the kernel no longer knows. */
void process_sweep(struct processes *all);

/** process_timer_ns() - until the next of its timers goes off; WAITS_FOR_EVER if none will. */
int64_t process_timer_ns(const struct process *process);

/** thread_state() - the same letter, but T also for one that the tracer keeps stopped. */
char thread_state(const struct thread *thread);

/**
 * thread_sleeps() - has a thread whose state is 'S' really given up the processor?
 *
 * A thread that is about to wait sets its state first and looks once more for what it
 * waits for. If it is preempted between the two, on a busy machine, it shows as 'S' and
 * has not finished running. /proc/PID/task/TID/syscall tells: the kernel waits until the thread
 * is off the run queue, and says "running" if it has not come to sleep in the same
 * state (lib/syscall.c, task_current_syscall; kernel/sched/core.c, wait_task_inactive).
 */
bool thread_sleeps(const struct thread *thread);

/**
 * thread_futex_ns() - how much longer a thread waits in futex(2), which is not recorded
 *
 * Return: ns, at most; WAITS_FOR_EVER if it has no time-out, or is not in one
 */
int64_t thread_futex_ns(const struct thread *thread);

/** What the kernel's scheduler has counted of a thread; zeros where it does not tell. */
struct schedule {
	int64_t busy_ns;	/* on a processor, or waiting for one */
	uint64_t timeslices;	/* so often has it got one: proc(5), schedstat */
};

struct schedule thread_schedule(const struct thread *thread);

/** own_delay_ns() - how long the observer itself has been waiting for a processor, so far. */
int64_t own_delay_ns(void);

/** thread_place() - "read(4)", "futex", "stopped", "running": where a thread is, for people. */
void thread_place(const struct thread *thread, char *text, size_t len);

/** process_blocks() - has its first thread blocked the signal? */
bool process_blocks(pid_t pid, int signal);

/**
 * process_highest_fd() - the highest number of a descriptor that it has open; -1 if none is seen.
 */
int process_highest_fd(pid_t pid);

#endif
