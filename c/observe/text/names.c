#include "text/names.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>

#define NAME(constant) { constant, #constant }
#define END { 0, NULL }

/* clang-format off */
const struct name NAMES_DOMAIN[] = {
	NAME(AF_UNSPEC), NAME(AF_UNIX), NAME(AF_INET), NAME(AF_INET6), NAME(AF_NETLINK),
	NAME(AF_PACKET), END
};

const struct name NAMES_TYPE[] = {
	NAME(SOCK_STREAM), NAME(SOCK_DGRAM), NAME(SOCK_RAW), NAME(SOCK_SEQPACKET), END
};

const struct name NAMES_TYPE_FLAG[] = { NAME(SOCK_NONBLOCK), NAME(SOCK_CLOEXEC), END };

const struct name NAMES_HOW[] = { NAME(SHUT_RD), NAME(SHUT_WR), NAME(SHUT_RDWR), END };

const struct name NAMES_MSG[] = {
	NAME(MSG_OOB), NAME(MSG_PEEK), NAME(MSG_DONTROUTE), NAME(MSG_TRUNC), NAME(MSG_DONTWAIT),
	NAME(MSG_WAITALL), NAME(MSG_NOSIGNAL), NAME(MSG_MORE), NAME(MSG_ERRQUEUE), END
};

const struct name NAMES_WAIT[] = {
	NAME(WNOHANG), NAME(WUNTRACED), NAME(WCONTINUED), NAME(WEXITED), NAME(WNOWAIT), END
};

const struct name NAMES_FCNTL[] = {
	NAME(F_DUPFD), NAME(F_DUPFD_CLOEXEC), NAME(F_SETFL), END
};

const struct name NAMES_EPOLL_OP[] = {
	NAME(EPOLL_CTL_ADD), NAME(EPOLL_CTL_DEL), NAME(EPOLL_CTL_MOD), END
};

const struct name NAMES_SIG_HOW[] = {
	NAME(SIG_BLOCK), NAME(SIG_UNBLOCK), NAME(SIG_SETMASK), END
};

const struct name NAMES_LEVEL[] = {
	NAME(SOL_SOCKET), NAME(IPPROTO_IP), NAME(IPPROTO_IPV6), NAME(IPPROTO_TCP),
	NAME(IPPROTO_UDP), END
};

const struct name NAMES_SO[] = {
	NAME(SO_REUSEADDR), NAME(SO_TYPE), NAME(SO_ERROR), NAME(SO_BROADCAST), NAME(SO_SNDBUF),
	NAME(SO_RCVBUF), NAME(SO_KEEPALIVE), NAME(SO_LINGER), NAME(SO_REUSEPORT),
	NAME(SO_RCVTIMEO), NAME(SO_SNDTIMEO), NAME(SO_ACCEPTCONN), NAME(SO_PROTOCOL),
	NAME(SO_DOMAIN), NAME(SO_OOBINLINE), NAME(SO_DONTROUTE), NAME(SO_PRIORITY),
	NAME(SO_RCVLOWAT), NAME(SO_SNDLOWAT), NAME(SO_PEERCRED), NAME(SO_BINDTODEVICE),
	NAME(SO_TIMESTAMP), NAME(SO_MARK), NAME(SO_RXQ_OVFL), NAME(SO_BUSY_POLL),
	NAME(SO_INCOMING_CPU), NAME(SO_COOKIE), NAME(SO_ZEROCOPY), END
};

const struct name NAMES_IP[] = {
	NAME(IP_TOS), NAME(IP_TTL), NAME(IP_OPTIONS), NAME(IP_RECVOPTS), NAME(IP_PKTINFO),
	NAME(IP_MTU_DISCOVER), NAME(IP_RECVERR), NAME(IP_RECVTTL), NAME(IP_RECVTOS), NAME(IP_MTU),
	NAME(IP_FREEBIND), NAME(IP_TRANSPARENT), NAME(IP_RECVORIGDSTADDR),
	NAME(IP_BIND_ADDRESS_NO_PORT), NAME(IP_MULTICAST_IF), NAME(IP_MULTICAST_TTL),
	NAME(IP_MULTICAST_LOOP), NAME(IP_ADD_MEMBERSHIP), END
};

const struct name NAMES_IPV6[] = {
	NAME(IPV6_V6ONLY), NAME(IPV6_UNICAST_HOPS), NAME(IPV6_MULTICAST_IF),
	NAME(IPV6_MULTICAST_HOPS), NAME(IPV6_MULTICAST_LOOP), NAME(IPV6_JOIN_GROUP),
	NAME(IPV6_MTU_DISCOVER), NAME(IPV6_RECVERR), NAME(IPV6_RECVPKTINFO), NAME(IPV6_PKTINFO),
	NAME(IPV6_RECVTCLASS), NAME(IPV6_TCLASS), END
};

const struct name NAMES_TCP[] = {
	NAME(TCP_NODELAY), NAME(TCP_MAXSEG), NAME(TCP_CORK), NAME(TCP_KEEPIDLE),
	NAME(TCP_KEEPINTVL), NAME(TCP_KEEPCNT), NAME(TCP_DEFER_ACCEPT), NAME(TCP_INFO),
	NAME(TCP_QUICKACK), NAME(TCP_USER_TIMEOUT), NAME(TCP_FASTOPEN), END
};

static const struct name ERRORS[] = {
	NAME(EPERM), NAME(ENOENT), NAME(ESRCH), NAME(EINTR), NAME(EIO), NAME(ENXIO),
	NAME(E2BIG), NAME(ENOEXEC), NAME(EBADF), NAME(ECHILD), NAME(EAGAIN), NAME(ENOMEM),
	NAME(EACCES), NAME(EFAULT), NAME(EBUSY), NAME(EEXIST), NAME(ENODEV), NAME(ENOTDIR),
	NAME(EISDIR), NAME(EINVAL), NAME(ENFILE), NAME(EMFILE), NAME(ENOTTY), NAME(ETXTBSY),
	NAME(EFBIG), NAME(ENOSPC), NAME(ESPIPE), NAME(EROFS), NAME(EMLINK), NAME(EPIPE),
	NAME(EDOM), NAME(ERANGE), NAME(EDEADLK), NAME(ENAMETOOLONG), NAME(ENOSYS), NAME(EBADFD),
	NAME(ENOTEMPTY), NAME(ELOOP), NAME(EPROTO), NAME(EOVERFLOW), NAME(EILSEQ),
	NAME(ENOTSOCK), NAME(EDESTADDRREQ), NAME(EMSGSIZE), NAME(EPROTOTYPE),
	NAME(ENOPROTOOPT), NAME(EPROTONOSUPPORT), NAME(ESOCKTNOSUPPORT), NAME(EOPNOTSUPP),
	NAME(EPFNOSUPPORT), NAME(EAFNOSUPPORT), NAME(EADDRINUSE), NAME(EADDRNOTAVAIL),
	NAME(ENETDOWN), NAME(ENETUNREACH), NAME(ENETRESET), NAME(ECONNABORTED),
	NAME(ECONNRESET), NAME(ENOBUFS), NAME(EISCONN), NAME(ENOTCONN), NAME(ESHUTDOWN),
	NAME(ETOOMANYREFS), NAME(ETIMEDOUT), NAME(ECONNREFUSED), NAME(EHOSTDOWN),
	NAME(EHOSTUNREACH), NAME(EALREADY), NAME(EINPROGRESS), NAME(ESTALE), NAME(EDQUOT),
	NAME(ECANCELED), NAME(ENODATA),
	/* In the kernel only, seen at a call that a signal is about to restart:
	 * include/linux/errno.h. */
	{ 512, "ERESTARTSYS" }, { 513, "ERESTARTNOINTR" }, { 514, "ERESTARTNOHAND" },
	{ 516, "ERESTART_RESTARTBLOCK" }, END
};

const struct name NAMES_SIGNAL[] = {
	NAME(SIGHUP), NAME(SIGINT), NAME(SIGQUIT), NAME(SIGILL), NAME(SIGTRAP), NAME(SIGABRT),
	NAME(SIGBUS), NAME(SIGFPE), NAME(SIGKILL), NAME(SIGUSR1), NAME(SIGSEGV), NAME(SIGUSR2),
	NAME(SIGPIPE), NAME(SIGALRM), NAME(SIGTERM), NAME(SIGSTKFLT), NAME(SIGCHLD),
	NAME(SIGCONT), NAME(SIGSTOP), NAME(SIGTSTP), NAME(SIGTTIN), NAME(SIGTTOU),
	NAME(SIGURG), NAME(SIGXCPU), NAME(SIGXFSZ), NAME(SIGVTALRM), NAME(SIGPROF),
	NAME(SIGWINCH), NAME(SIGIO), NAME(SIGPWR), NAME(SIGSYS), END
};
/* clang-format on */

const char *name_of(const struct name *table, long value)
{
	for (; table->name; table++)
		if (table->value == value)
			return table->name;
	return NULL;
}

static int number_of(const struct name *table, const char *name)
{
	for (; table->name; table++)
		if (!strcmp(table->name, name))
			return (int)table->value;
	return -1;
}

/* 34 for "SIG34": what has no name of its own is called by its number. */
static int numbered(const char *prefix, const char *name)
{
	size_t len = strlen(prefix);
	char *end;
	long number;

	if (strncmp(name, prefix, len) != 0 || name[len] < '1' || name[len] > '9')
		return -1;
	number = strtol(name + len, &end, 10);
	return *end || number > 4095 ? -1 : (int)number;
}

const char *errno_name(int number)
{
	static char other[16];
	const char *name = name_of(ERRORS, number);

	if (name)
		return name;
	(void)snprintf(other, sizeof(other), "E%d", number);
	return other;
}

int errno_number(const char *name)
{
	int number = number_of(ERRORS, name);

	return number > 0 ? number : numbered("E", name);
}

const char *signal_name(int number)
{
	static char other[16];
	const char *name = name_of(NAMES_SIGNAL, number);

	if (name)
		return name;
	(void)snprintf(other, sizeof(other), "SIG%d", number);
	return other;
}

int signal_number(const char *name)
{
	int number = number_of(NAMES_SIGNAL, name);

	return number > 0 ? number : numbered("SIG", name);
}
