/*
 * descriptor: what the numbers that a process passes to the kernel stand for.
 *
 * Asked of /proc once for each new number, then remembered until the number is closed,
 * overwritten, or the program is replaced. A socket is known by its inode, so it keeps its
 * identity across fork(2), dup(2) and passing.
 *
 * Limits: numbers from FILES_CACHED on are asked for at every call; the port table knows
 * ports, not addresses: two roles on one port of two addresses are told apart by nobody.
 */
#ifndef OBSERVE_DESCRIPTOR_H
#define OBSERVE_DESCRIPTOR_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "packet.h"

enum { FILES_CACHED = 1024 };

enum fd_kind {
	FD_UNKNOWN,
	FD_LISTENER,	/* a stream socket that listens */
	FD_CONNECTION,	/* a stream socket that was connected or accepted */
	FD_STREAM,	/* a stream socket that is neither yet */
	FD_DATAGRAM,
	FD_SOCKET,	/* of another family or type */
	FD_PIPE,
	FD_TERMINAL,
	FD_FILE,
	FD_OTHER,
	FD_KINDS
};

/** fd_kind_name() - "listener" …; NULL for FD_UNKNOWN */
const char *fd_kind_name(enum fd_kind kind);

/** fd_is_network() - is it an IPv4 or IPv6 stream or datagram socket? */
bool fd_is_network(enum fd_kind kind);

struct sock {
	uint64_t inode;
	uint32_t number;	/* from 1, in the order of being seen */
	enum fd_kind kind;
	uint16_t port;		/* local, host byte order; 0: none yet */
	int64_t timeout_ns;	/* the shortest of SO_RCVTIMEO and SO_SNDTIMEO; 0: none */
	struct sock *next;
};

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

/** files_forget() - the number @fd, or all numbers if it is -1, may mean something new. */
void files_forget(struct files *files, int fd);

/** files_forget_range() - the numbers from @first to @last, both included */
void files_forget_range(struct files *files, unsigned first, unsigned last);

/** descriptor_of() - what @fd means to the process @pid; asks /proc where it must. */
struct descriptor descriptor_of(struct files *files, pid_t pid, int fd);

enum fd_kind descriptor_kind(const struct descriptor *descriptor);

/**
 * descriptor_local_port() - which port a process's socket has, from the socket itself
 *
 * The socket is borrowed for a moment (pidfd_getfd(2)); the process may be waiting in a call
 * on it.
 *
 * Return: host byte order; 0 if it has none or cannot be asked.
 */
uint16_t descriptor_local_port(pid_t pid, int fd);

/**
 * descriptor_receives_at() - does a socket get what is sent to this address?
 *
 * Its own address is this one or the unspecified one; that of IPv6 receives for IPv4, too,
 * unless IPV6_V6ONLY is set (ipv6(7)). A server may open one socket for each.
 */
bool descriptor_receives_at(pid_t pid, int fd, const struct endpoint *address);

/** descriptor_address() - the local address as text; "" if it has none. */
void descriptor_address(pid_t pid, int fd, char *text);

#endif
