/*
 * calls: the C library's functions that a program's calls come by, each with what it tells.
 *
 * One that the C library makes of another of these is told as the one that is called first; what
 * getaddrinfo(3) asks for, as itself. The name is the kernel's, with the arguments as the kernel
 * gets them: syscall(2). The linker's list of names is made from the lines that begin with WRAP.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "told.h"
#include "wrap.h"

WRAP(int, socket, (int domain, int type, int protocol))
{
	TELL("socket", NOTHING, real_socket(domain, type, protocol), NOTHING, W(domain), W(type),
	     W(protocol));
}

WRAP(int, socketpair, (int domain, int type, int protocol, int pair[2]))
{
	TELL("socketpair", NOTHING, real_socketpair(domain, type, protocol, pair),
	     LIST({ pair, 2 * sizeof(*pair) }), W(domain), W(type), W(protocol), W(pair));
}

WRAP(int, bind, (int fd, const struct sockaddr *address, socklen_t len))
{
	TELL("bind", LIST({ address, len }), real_bind(fd, address, len), NOTHING, W(fd),
	     W(address), W(len));
}

WRAP(int, connect, (int fd, const struct sockaddr *address, socklen_t len))
{
	TELL("connect", LIST({ address, len }), real_connect(fd, address, len), NOTHING, W(fd),
	     W(address), W(len));
}

WRAP(int, listen, (int fd, int backlog))
{
	TELL("listen", NOTHING, real_listen(fd, backlog), NOTHING, W(fd), W(backlog));
}

/* An address that is given back, and its length, where they were asked for. */
#define ADDRESS(address, len) LIST({ len, sizeof(*(len)) }, { address, (len) ? *(len) : 0 })

WRAP(int, accept, (int fd, struct sockaddr *address, socklen_t *len))
{
	TELL("accept", NOTHING, real_accept(fd, address, len), ADDRESS(address, len), W(fd),
	     W(address), W(len));
}

WRAP(int, accept4, (int fd, struct sockaddr *address, socklen_t *len, int flags))
{
	TELL("accept4", NOTHING, real_accept4(fd, address, len, flags), ADDRESS(address, len),
	     W(fd), W(address), W(len), W(flags));
}

WRAP(int, getsockname, (int fd, struct sockaddr *address, socklen_t *len))
{
	TELL("getsockname", NOTHING, real_getsockname(fd, address, len), ADDRESS(address, len),
	     W(fd), W(address), W(len));
}

WRAP(int, getpeername, (int fd, struct sockaddr *address, socklen_t *len))
{
	TELL("getpeername", NOTHING, real_getpeername(fd, address, len), ADDRESS(address, len),
	     W(fd), W(address), W(len));
}

WRAP(int, shutdown, (int fd, int how))
{
	TELL("shutdown", NOTHING, real_shutdown(fd, how), NOTHING, W(fd), W(how));
}

WRAP(int, setsockopt, (int fd, int level, int name, const void *value, socklen_t len))
{
	TELL("setsockopt", LIST({ value, len }), real_setsockopt(fd, level, name, value, len),
	     NOTHING, W(fd), W(level), W(name), W(value), W(len));
}

WRAP(int, getsockopt, (int fd, int level, int name, void *value, socklen_t *len))
{
	TELL("getsockopt", NOTHING, real_getsockopt(fd, level, name, value, len),
	     LIST({ value, *len }), W(fd), W(level), W(name), W(value), W(len));
}

WRAP(int, close, (int fd))
{
	TELL("close", NOTHING, real_close(fd), NOTHING, W(fd));
}

WRAP(int, dup, (int fd))
{
	TELL("dup", NOTHING, real_dup(fd), NOTHING, W(fd));
}

WRAP(int, dup2, (int fd, int to))
{
	TELL("dup2", NOTHING, real_dup2(fd, to), NOTHING, W(fd), W(to));
}

WRAP(int, dup3, (int fd, int to, int flags))
{
	TELL("dup3", NOTHING, real_dup3(fd, to, flags), NOTHING, W(fd), W(to), W(flags));
}

/* What is passed may be a number or a pointer, and is as wide as either: fcntl(2), ioctl(2). */
static uintptr_t only_argument(va_list *list)
{
	return va_arg(*list, uintptr_t);
}

WRAP(int, fcntl, (int fd, int command, ...))
{
	va_list list;
	uintptr_t argument;

	va_start(list, command);
	argument = only_argument(&list);
	va_end(list);
	if (command != F_DUPFD && command != F_DUPFD_CLOEXEC && command != F_SETFL)
		return real_fcntl(fd, command, argument);
	TELL("fcntl", NOTHING, real_fcntl(fd, command, argument), NOTHING, W(fd), W(command),
	     W(argument));
}

WRAP(int, ioctl, (int fd, int request, ...))
{
	va_list list;
	uintptr_t argument;

	va_start(list, request);
	argument = only_argument(&list);
	va_end(list);
	if (request != FIONREAD && request != FIONBIO && request != TIOCSCTTY)
		return real_ioctl(fd, request, argument);
	TELL("ioctl", NOTHING, real_ioctl(fd, request, argument), NOTHING, W(fd), W(request),
	     W(argument));
}

WRAP(int, pipe, (int pair[2]))
{
	TELL("pipe", NOTHING, real_pipe(pair), LIST({ pair, 2 * sizeof(*pair) }), W(pair));
}

WRAP(int, pipe2, (int pair[2], int flags))
{
	TELL("pipe2", NOTHING, real_pipe2(pair, flags), LIST({ pair, 2 * sizeof(*pair) }), W(pair),
	     W(flags));
}

/* No more than is told of data: the observer's DATA_MAX. */
#define DATA(at, len)                                       \
	{                                                   \
		at, (size_t)(len) < 64 ? (size_t)(len) : 64 \
	}

WRAP(ssize_t, read, (int fd, void *to, size_t len))
{
	TELL("read", NOTHING, real_read(fd, to, ASKED(2)), LIST(DATA(to, result)), W(fd), W(to),
	     W(len));
}

WRAP(ssize_t, write, (int fd, const void *from, size_t len))
{
	TELL("write", LIST(DATA(from, len)), real_write(fd, from, ASKED(2)), NOTHING, W(fd),
	     W(from), W(len));
}

WRAP(ssize_t, recv, (int fd, void *to, size_t len, int flags))
{
	TELL("recvfrom", NOTHING, real_recv(fd, to, ASKED(2), flags), LIST(DATA(to, result)), W(fd),
	     W(to), W(len), W(flags));
}

WRAP(ssize_t, send, (int fd, const void *from, size_t len, int flags))
{
	TELL("sendto", LIST(DATA(from, len)), real_send(fd, from, ASKED(2), flags), NOTHING, W(fd),
	     W(from), W(len), W(flags));
}

WRAP(ssize_t, recvfrom,
     (int fd, void *to, size_t len, int flags, struct sockaddr *address, socklen_t *address_len))
{
	TELL("recvfrom", NOTHING, real_recvfrom(fd, to, ASKED(2), flags, address, address_len),
	     LIST(DATA(to, result), { address_len ? address_len : to, sizeof(*address_len) },
		  { address, address_len ? *address_len : 0 }),
	     W(fd), W(to), W(len), W(flags), W(address), W(address_len));
}

WRAP(ssize_t, sendto,
     (int fd, const void *from, size_t len, int flags, const struct sockaddr *address,
      socklen_t address_len))
{
	TELL("sendto", LIST(DATA(from, len), { address, address_len }),
	     real_sendto(fd, from, ASKED(2), flags, address, address_len), NOTHING, W(fd), W(from),
	     W(len), W(flags), W(address), W(address_len));
}

enum { PIECES = 8 };

/* The list itself, and the beginning of what it leads to. */
static struct piece *add_vector(struct piece *room, const struct iovec *vector, size_t count)
{
	if (!vector || !count)
		return room;
	*room++ = (struct piece){ vector, count * sizeof(*vector) };
	*room++ = (struct piece)DATA(vector[0].iov_base, vector[0].iov_len);
	return room;
}

static const struct piece *of_vector(struct piece room[PIECES], const struct iovec *vector,
				     int count)
{
	*add_vector(room, vector, (size_t)count) = (struct piece){ NULL, 0 };
	return room;
}

static const struct piece *of_message(struct piece room[PIECES], const struct msghdr *message)
{
	struct piece *next = room;

	*next++ = (struct piece){ message, sizeof(*message) };
	next = add_vector(next, message->msg_iov, (size_t)message->msg_iovlen);
	if (message->msg_name)
		*next++ = (struct piece){ message->msg_name, message->msg_namelen };
	*next = (struct piece){ NULL, 0 };
	return room;
}

WRAP(ssize_t, readv, (int fd, const struct iovec *vector, int count))
{
	struct piece room[PIECES], after[PIECES];

	TELL("readv", of_vector(room, vector, count), real_readv(fd, vector, count),
	     of_vector(after, vector, count), W(fd), W(vector), W(count));
}

WRAP(ssize_t, writev, (int fd, const struct iovec *vector, int count))
{
	struct piece room[PIECES];

	TELL("writev", of_vector(room, vector, count), real_writev(fd, vector, count), NOTHING,
	     W(fd), W(vector), W(count));
}

WRAP(ssize_t, recvmsg, (int fd, struct msghdr *message, int flags))
{
	struct piece room[PIECES], after[PIECES];

	TELL("recvmsg", of_message(room, message), real_recvmsg(fd, message, flags),
	     of_message(after, message), W(fd), W(message), W(flags));
}

WRAP(ssize_t, sendmsg, (int fd, const struct msghdr *message, int flags))
{
	struct piece room[PIECES];

	TELL("sendmsg", of_message(room, message), real_sendmsg(fd, message, flags), NOTHING, W(fd),
	     W(message), W(flags));
}

WRAP(int, recvmmsg,
     (int fd, struct mmsghdr *messages, unsigned count, unsigned flags, struct timespec *most))
{
	TELL("recvmmsg", LIST({ most, sizeof(*most) }),
	     real_recvmmsg(fd, messages, count, flags, most), NOTHING, W(fd), W(messages), W(count),
	     W(flags), W(most));
}

WRAP(int, sendmmsg, (int fd, struct mmsghdr *messages, unsigned count, unsigned flags))
{
	TELL("sendmmsg", NOTHING, real_sendmmsg(fd, messages, count, flags), NOTHING, W(fd),
	     W(messages), W(count), W(flags));
}

WRAP(ssize_t, sendfile, (int out, int in, off_t *offset, size_t len))
{
	TELL("sendfile", NOTHING, real_sendfile(out, in, offset, len), NOTHING, W(out), W(in),
	     W(offset), W(len));
}

WRAP(int, poll, (struct pollfd * of, nfds_t count, int most_ms))
{
	TELL("poll", NOTHING, real_poll(of, count, most_ms), NOTHING, W(of), W(count), W(most_ms));
}

WRAP(int, ppoll,
     (struct pollfd * of, nfds_t count, const struct timespec *most, const sigset_t *mask))
{
	TELL("ppoll", LIST({ most, sizeof(*most) }), real_ppoll(of, count, most, mask), NOTHING,
	     W(of), W(count), W(most), W(mask));
}

WRAP(int, select,
     (int count, fd_set *reading, fd_set *writing, fd_set *others, struct timeval *most))
{
	TELL("select", LIST({ most, sizeof(*most) }),
	     real_select(count, reading, writing, others, most), NOTHING, W(count), W(reading),
	     W(writing), W(others), W(most));
}

WRAP(int, pselect,
     (int count, fd_set *reading, fd_set *writing, fd_set *others, const struct timespec *most,
      const sigset_t *mask))
{
	TELL("pselect6", LIST({ most, sizeof(*most) }),
	     real_pselect(count, reading, writing, others, most, mask), NOTHING, W(count),
	     W(reading), W(writing), W(others), W(most), W(mask));
}

WRAP(int, epoll_create1, (int flags))
{
	TELL("epoll_create1", NOTHING, real_epoll_create1(flags), NOTHING, W(flags));
}

WRAP(int, epoll_ctl, (int fd, int operation, int of, struct epoll_event *event))
{
	TELL("epoll_ctl", NOTHING, real_epoll_ctl(fd, operation, of, event), NOTHING, W(fd),
	     W(operation), W(of), W(event));
}

WRAP(int, epoll_wait, (int fd, struct epoll_event *events, int count, int most_ms))
{
	TELL("epoll_wait", NOTHING, real_epoll_wait(fd, events, count, most_ms), NOTHING, W(fd),
	     W(events), W(count), W(most_ms));
}

WRAP(pid_t, wait, (int *status))
{
	TELL("wait4", NOTHING, real_wait(status), LIST({ status, sizeof(*status) }), W(-1),
	     W(status));
}

WRAP(pid_t, waitpid, (pid_t whom, int *status, int options))
{
	TELL("wait4", NOTHING, real_waitpid(whom, status, options),
	     LIST({ status, sizeof(*status) }), W(whom), W(status), W(options));
}

WRAP(int, waitid, (idtype_t type, id_t whom, siginfo_t *info, int options))
{
	TELL("waitid", NOTHING, real_waitid(type, whom, info, options),
	     LIST({ info, sizeof(*info) }), W(type), W(whom), W(info), W(options));
}

WRAP(unsigned, alarm, (unsigned seconds))
{
	TELL("alarm", NOTHING, real_alarm(seconds), NOTHING, W(seconds));
}

WRAP(int, setitimer, (int which, const struct itimerval *value, struct itimerval *before))
{
	TELL("setitimer", LIST({ value, sizeof(*value) }), real_setitimer(which, value, before),
	     NOTHING, W(which), W(value), W(before));
}

WRAP(int, nanosleep, (const struct timespec *most, struct timespec *left))
{
	TELL("nanosleep", LIST({ most, sizeof(*most) }), real_nanosleep(most, left), NOTHING,
	     W(most), W(left));
}

WRAP(int, setsid, (void))
{
	TELL("setsid", NOTHING, real_setsid(), NOTHING, 0);
}
