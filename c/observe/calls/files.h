/*
 * files: what the numbers that a process passes to the kernel stand for.
 *
 * Asked of /proc once for each new number, then remembered until the number is closed,
 * overwritten, or the program is replaced. A socket is known by its inode, so it keeps its
 * identity across fork(2), dup(2) and passing.
 *
 * Limits: numbers from FILES_CACHED on are asked for at every call.
 */
#ifndef OBSERVE_CALLS_FILES_H
#define OBSERVE_CALLS_FILES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "calls/sock.h"

enum { FILES_CACHED = 1024 };

struct descriptor {
	uint8_t kind;		/* enum fd_kind, where sock is NULL */
	struct sock *sock;	/* not owned */
};

/** The numbers of one process; threads share it. */
struct files {
	int holders;
	struct descriptor fd[FILES_CACHED];
};

struct files *files_new(void);

/** files_copy() - as fork(2) copies them. Return: owned by the caller, NULL without memory */
struct files *files_copy(const struct files *files);

void files_release(struct files *files);

/** files_forget() - the number @fd may mean something new; files_forget_all() - each may. */
void files_forget(struct files *files, int fd);
void files_forget_all(struct files *files);

/** files_forget_range() - the numbers from @first to @last, both included */
void files_forget_range(struct files *files, unsigned first, unsigned last);

/** descriptor_of() - what @fd means to the process @pid; asks /proc where it must. */
struct descriptor descriptor_of(struct files *files, pid_t pid, int fd);

enum fd_kind descriptor_kind(const struct descriptor *descriptor);

/**
 * descriptor_borrow() - a descriptor of our own for what that of a traced process is
 *
 * pidfd_getfd(2).
 *
 * Return: the descriptor, to be closed by the caller; -1 with errno set
 */
int descriptor_borrow(pid_t pid, int fd);

/**
 * descriptor_look() - ask a process's socket for its own two ends
 *
 * The socket is borrowed for a moment (pidfd_getfd(2)); the process may be waiting in a call
 * on it. What it cannot be asked it has not.
 */
void descriptor_look(pid_t pid, int fd, struct sock *sock);

/** descriptor_is_known() - has a process of the run been seen to have the socket of this inode? */
bool descriptor_is_known(uint64_t inode);

/**
 * descriptor_waits() - does a call on @fd wait, as it has no O_NONBLOCK? True if it cannot be
 * asked.
 */
bool descriptor_waits(pid_t pid, int fd);

/** descriptor_holds() - does a process hold the socket of this inode? */
bool descriptor_holds(pid_t pid, uint64_t inode);

/** descriptor_address() - the local address as text; "" if it has none. */
void descriptor_address(pid_t pid, int fd, char *text);

#endif
