/*
 * call: one system call, from its entry to its return, decoded.
 *
 * Which calls are recorded is a table (CALLS in call.c): socket, descriptor, process
 * and signal calls, and those in which a program waits. What a row's `shape` says is how
 * its arguments are read.
 *
 * Limits: DATA_MAX bytes of data, the first piece of a scattered one; names of options
 * at the levels SOL_SOCKET and IPPROTO_TCP, numbers for the rest.
 */
#ifndef OBSERVE_CALLS_CALL_H
#define OBSERVE_CALLS_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "calls/files.h"
#include "text/sockaddr.h"

enum { DATA_MAX = 64, CONSTANTS_MAX = 12, NUMBERS_MAX = 3 };

enum shape {
	SHAPE_SOCKET,		/* (domain, type, protocol) = fd */
	SHAPE_SOCKETPAIR,
	SHAPE_ADDRESS,		/* bind, connect: (fd, address, len) */
	SHAPE_LISTEN,
	SHAPE_ACCEPT,		/* accept, accept4: (fd, address, len, flags) = fd */
	SHAPE_NAME,		/* getsockname, getpeername: (fd, address, len) */
	SHAPE_SHUTDOWN,
	SHAPE_OPTION,		/* (fd, level, name, …) */
	SHAPE_WRITE,		/* (fd, buffer, size) */
	SHAPE_READ,
	SHAPE_SEND,		/* (fd, buffer, size, flags, address, len) */
	SHAPE_RECEIVE,
	SHAPE_WRITEV,		/* (fd, vector, count) */
	SHAPE_READV,
	SHAPE_SENDMSG,		/* (fd, message, flags) */
	SHAPE_RECVMSG,
	SHAPE_SENDMMSG,		/* (fd, messages, count, flags) */
	SHAPE_RECVMMSG,
	SHAPE_SENDFILE,		/* (out, in, …, size) */
	SHAPE_SPLICE,		/* (in, …, out, …, size) */
	SHAPE_CLOSE,
	SHAPE_CLOSE_RANGE,
	SHAPE_DUP,
	SHAPE_DUP2,		/* dup2, dup3 */
	SHAPE_FCNTL,
	SHAPE_IOCTL,
	SHAPE_PIPE,
	SHAPE_MAKES_FD,		/* no argument worth telling, returns a number */
	SHAPE_POLL,		/* (fds, count, milliseconds) */
	SHAPE_PPOLL,		/* (fds, count, timespec) */
	SHAPE_SELECT,		/* (count, r, w, e, time) */
	SHAPE_EPOLL_CTL,
	SHAPE_EPOLL_WAIT,	/* (fd, events, count, milliseconds) */
	SHAPE_EPOLL_PWAIT2,	/* (fd, events, count, timespec) */
	SHAPE_FORK,
	SHAPE_EXEC,
	SHAPE_EXIT,
	SHAPE_WAIT4,
	SHAPE_WAITID,
	SHAPE_KILL,		/* (pid, signal) */
	SHAPE_TGKILL,		/* (pid, tid, signal) */
	SHAPE_SIGACTION,
	SHAPE_SIGPROCMASK,
	SHAPE_ALARM,
	SHAPE_TIMER,		/* setitimer, timer_settime, timerfd_settime */
	SHAPE_SLEEP,
	SHAPE_SIGTIMEDWAIT,
	SHAPE_PLAIN,		/* nothing to decode */
	SHAPE_URING,		/* calls made through it are not seen */
};

/* As a time in nanoseconds. */
#define WAITS_FOR_EVER INT64_MAX

struct call_kind {
	const char *name;
	enum shape shape;
};

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
	const char *spoken;	/* its name in patterns: "splice:in" and "splice:out" are two */
	int64_t entered_ns;
	int64_t returned_ns;
	uint64_t argument[6];
	int64_t result;		/* -1 where error is set */
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
	bool waits_for_child;	/* it has made one, and returns when that execs or ends: vfork(2) */
};

/** calls_number() - the table's size. calls_at() - a row; its place is its identity. */
size_t calls_number(void);
const struct call_kind *calls_at(size_t place);

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

/** call_set_direction() - a splice takes in from the socket, or gives out to it. */
void call_set_direction(struct call *call, bool in);

/** call_return() - decode what the kernel gave back; result and error are set. */
void call_return(struct call *call, pid_t pid);

/** call_is_of_conversation() - does it move data through a socket, or end that? */
bool call_is_of_conversation(const struct call *call);

/** call_has_constant() - was a constant of this name passed? */
bool call_has_constant(const struct call *call, const char *name);

/**
 * call_waits_ns() - how long a wait in this call lasts at most
 *
 * Return: ns from its entry on, WAITS_FOR_EVER if it has no time-out
 */
int64_t call_waits_ns(const struct call *call);

/** call_makes_thread() - is it a clone that makes a thread, not a process? */
bool call_makes_thread(const struct call *call, pid_t pid);

/** call_shares_files() - is it a clone whose child shares the descriptor table? */
bool call_shares_files(const struct call *call, pid_t pid);

/** wait_status_text() - "exited 3", "killed SIGKILL", "stopped SIGSTOP", "continued" */
void wait_status_text(char *text, size_t len, int status);

/** tracee_read() - copy from a thread's memory. Return: bytes copied, 0 if none. */
size_t tracee_read(pid_t pid, uint64_t address, void *to, size_t len);

#endif
