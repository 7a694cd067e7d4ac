/*
 * names: the kernel's numbers by the names that people use for them.
 *
 * Own tables, not glibc's strerrorname_np() and sigabbrev_np(): musl has neither.
 */
#ifndef OBSERVE_TEXT_NAMES_H
#define OBSERVE_TEXT_NAMES_H

#include <stddef.h>

/** One number and its name; a table ends at a NULL name. */
struct name {
	long value;
	const char *name;
};

extern const struct name NAMES_DOMAIN[];	/* socket(2): AF_INET … */
extern const struct name NAMES_TYPE[];		/* socket(2): SOCK_STREAM … */
extern const struct name NAMES_TYPE_FLAG[];	/* socket(2), accept4(2): SOCK_NONBLOCK … */
extern const struct name NAMES_HOW[];		/* shutdown(2): SHUT_RD … */
extern const struct name NAMES_MSG[];		/* send(2), recv(2): MSG_PEEK … */
extern const struct name NAMES_WAIT[];		/* waitpid(2): WNOHANG … */
extern const struct name NAMES_FCNTL[];		/* fcntl(2): F_DUPFD … */
extern const struct name NAMES_EPOLL_OP[];	/* epoll_ctl(2): EPOLL_CTL_ADD … */
extern const struct name NAMES_SIGNAL[];	/* signal(7) */
extern const struct name NAMES_SIG_HOW[];	/* sigprocmask(2): SIG_BLOCK … */
extern const struct name NAMES_LEVEL[];		/* getsockopt(2): SOL_SOCKET … */
extern const struct name NAMES_SO[];		/* options of SOL_SOCKET */
extern const struct name NAMES_IP[];		/* options of IPPROTO_IP */
extern const struct name NAMES_IPV6[];		/* options of IPPROTO_IPV6 */
extern const struct name NAMES_TCP[];		/* options of IPPROTO_TCP */

/** name_of() - the name of @value in @table, or NULL. */
const char *name_of(const struct name *table, long value);

/**
 * errno_name() - "EPIPE" for 32; a number without a name is "E" and the number, in a static buffer.
 */
const char *errno_name(int number);

/** errno_number() - 32 for "EPIPE", 18 for "E18"; -1 if there is no such name. */
int errno_number(const char *name);

/**
 * signal_name() - "SIGPIPE" for 13; one without a name is "SIG" and the number, in a static buffer.
 */
const char *signal_name(int number);

/** signal_number() - 13 for "SIGPIPE", 34 for "SIG34"; -1 if there is no such name. */
int signal_number(const char *name);

#endif
