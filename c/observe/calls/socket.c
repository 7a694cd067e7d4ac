/* socket: the calls that make sockets, name them, connect them and set their options. */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "calls/arguments.h"
#include "calls/effect.h"
#include "calls/memory.h"
#include "calls/reach.h"
#include "calls/serving.h"
#include "text/sockaddr.h"
#include "tracer/kernel.h"
#include "tracer/tracee.h"
#include "wire/ends.h"
#include "wire/owner.h"

/* (domain, type, protocol) */
static void enter_socket(struct call *call, pid_t pid)
{
	(void)pid;
	argument_named(call, "domain", NAMES_DOMAIN, (int)call->argument[0]);
	argument_named(call, "type", NAMES_TYPE, (int)call->argument[1] & 15);
	argument_number(call, "protocol", (int)call->argument[2]);
	argument_flags(call, NAMES_TYPE_FLAG, call->argument[1]);
}

/*
 * A socket of another family would be of the machine: no network namespace holds AF_VSOCK, which
 * leads to the host of a virtual machine. They fail as on a kernel without them (socket(2)).
 */
static int strange_family(struct run *run, const struct thread *thread)
{
	static const int families[] = { AF_INET, AF_INET6, AF_NETLINK, AF_PACKET };

	if ((int)thread->call.argument[0] == AF_UNIX)
		return reach_covered(run, thread);
	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++)
		if ((int)thread->call.argument[0] == families[i])
			return 0;
	return EAFNOSUPPORT;
}

/* (domain, type, protocol): what a socket is that no table has yet */
static void has_a_socket(struct run *run, struct thread *thread)
{
	const struct call *call = &thread->call;
	int family = (int)call->argument[0];
	int type = (int)call->argument[1] & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
	struct sock *sock = call->made_descriptor.sock;

	(void)run;
	if (!sock || sock->kind != FD_SOCKET || (family != AF_INET && family != AF_INET6))
		return;
	if (type == SOCK_DGRAM)
		sock->kind = FD_DATAGRAM;
	else if (type == SOCK_STREAM)
		sock->kind = FD_STREAM;
}

static void leave_socketpair(struct call *call, pid_t pid)
{
	argument_result_pair(call, pid, call->argument[3]);
}

/* (fd, address, len) */
static void enter_address(struct call *call, pid_t pid)
{
	argument_address(call, pid, call->argument[1], call->argument[2]);
}

static void leave_address(struct call *call, pid_t pid)
{
	argument_result_address(call, pid, call->argument[1], call->argument[2]);
}

/* Not every table has one that neither listens nor is connected: it is where it was bound to. */
static void take_asked_place(const struct thread *thread, struct sock *sock)
{
	const struct call *call = &thread->call;
	struct sockaddr_storage name = { 0 };
	size_t len = call->argument[2] < sizeof(name) ? (size_t)call->argument[2] : sizeof(name);

	if (tracee_read(thread->tid, call->argument[1], &name, len) > 0)
		(void)sockaddr_endpoint(&sock->local, (const uint8_t *)&name, len);
	sock->takes_ipv4 = sock->local.v6 && endpoint_is_any(&sock->local);
}

static void has_bound(struct run *run, struct thread *thread)
{
	struct sock *sock = effect_socket(thread);

	if (!sock)
		return;
	if (kernel_lacks(MEANS_DESCRIPTORS))
		take_asked_place(thread, sock);
	effect_has_place(run, thread, sock);
	if (sock->kind == FD_DATAGRAM)
		serving_look(run, thread, "bind");
}

static void has_connected(struct run *run, struct thread *thread)
{
	struct sock *sock = effect_socket(thread);

	if (!sock)
		return;
	if (sock->kind == FD_STREAM)
		sock->kind = thread->call.fd_kind = FD_CONNECTION;
	owner_has_called(run, thread);
	if (sock->kind == FD_DATAGRAM)
		serving_look(run, thread, "bind");
}

/* (fd, backlog) */
static void enter_listen(struct call *call, pid_t pid)
{
	(void)pid;
	argument_number(call, "backlog", (int)call->argument[1]);
}

static void has_listened(struct run *run, struct thread *thread)
{
	struct sock *sock = effect_socket(thread);

	if (!sock)
		return;
	sock->kind = thread->call.fd_kind = FD_LISTENER;
	effect_has_place(run, thread, sock);
	serving_look(run, thread, "listen");
}

/* (fd, address, len) = fd: what is passed beyond that is not looked at by the kernel. */
static void enter_accept(struct call *call, pid_t pid)
{
	(void)pid;
	argument_flags(call, NAMES_TYPE_FLAG, 0);
}

/* (fd, address, len, flags) = fd */
static void enter_accept4(struct call *call, pid_t pid)
{
	(void)pid;
	argument_flags(call, NAMES_TYPE_FLAG, call->argument[3]);
}

static void has_accepted(struct run *run, struct thread *thread)
{
	const struct call *call = &thread->call;

	if (!fd_is_network(call->fd_kind) || !call->made_descriptor.sock)
		return;
	call->made_descriptor.sock->kind = FD_CONNECTION;
	owner_has_pair(run, thread->process->role, call->made_descriptor.sock,
		       &call->made_descriptor.sock->remote);
}

/* (fd, how) */
static void enter_shutdown(struct call *call, pid_t pid)
{
	(void)pid;
	argument_named(call, "how", NAMES_HOW, (int)call->argument[1]);
}

/* The names of the options at a level; NULL: they are told by number. */
static const struct name *options_at(int level)
{
	switch (level) {
	case SOL_SOCKET:
		return NAMES_SO;
	case IPPROTO_TCP:
		return NAMES_TCP;
	case IPPROTO_IP:
		return NAMES_IP;
	case IPPROTO_IPV6:
		return NAMES_IPV6;
	default:
		return NULL;
	}
}

/* (fd, level, name, …) */
static void enter_getsockopt(struct call *call, pid_t pid)
{
	int level = (int)call->argument[1], name = (int)call->argument[2];
	const struct name *options = options_at(level);

	(void)pid;
	argument_named(call, "level", NAMES_LEVEL, level);
	if (options)
		argument_named(call, "name", options, name);
	else
		argument_number(call, "name", name);
}

/* (fd, level, name, value, len) */
static void enter_setsockopt(struct call *call, pid_t pid)
{
	int value;

	enter_getsockopt(call, pid);
	if (call->argument[4] == sizeof(value) &&
	    tracee_read(pid, call->argument[3], &value, sizeof(value)) == sizeof(value))
		argument_number(call, "value", value);
}

/* SO_RCVTIMEO and SO_SNDTIMEO: a struct timeval, of which zero is none (socket(7)). */
static void has_set_option(struct run *run, struct thread *thread)
{
	const struct call *call = &thread->call;
	struct sock *sock = call->descriptor.sock;
	bool sends = call_has_constant(call, "SO_SNDTIMEO");
	int64_t timeout_ns;

	(void)run;
	if (!sock || (!sends && !call_has_constant(call, "SO_RCVTIMEO")))
		return;
	timeout_ns = tracee_timeval_ns(thread->tid, call->argument[3]);
	sock->timeout_ns[sends] = timeout_ns == WAITS_FOR_EVER ? 0 : timeout_ns;
}

/* clang-format off */
const struct call_kind SOCKET_CALLS[] = {
	{ .name = "socket", .traits = MAKES_FD, .enter = enter_socket, .effect = has_a_socket,
	  .refuses = strange_family },
	{ .name = "socketpair", .enter = enter_socket, .leave = leave_socketpair,
	  .refuses = strange_family },
	{ .name = "bind", .traits = ON_FD, .enter = enter_address, .effect = has_bound },
	{ .name = "connect", .traits = ON_FD | CONNECTS, .enter = enter_address,
	  .effect = has_connected },
	{ .name = "listen", .traits = ON_FD, .enter = enter_listen, .effect = has_listened },
	{ .name = "accept", .traits = ON_FD | MAKES_FD, .enter = enter_accept,
	  .leave = leave_address, .effect = has_accepted },
	{ .name = "accept4", .traits = ON_FD | MAKES_FD, .enter = enter_accept4,
	  .leave = leave_address, .effect = has_accepted },
	{ .name = "getsockname", .traits = ON_FD | IS_ASIDE, .leave = leave_address },
	{ .name = "getpeername", .traits = ON_FD | IS_ASIDE, .leave = leave_address },
	{ .name = "shutdown", .traits = ON_FD | ENDS_CONVERSATION, .enter = enter_shutdown },
	{ .name = "setsockopt", .traits = ON_FD | IS_ASIDE, .enter = enter_setsockopt,
	  .effect = has_set_option },
	{ .name = "getsockopt", .traits = ON_FD | IS_ASIDE, .enter = enter_getsockopt },
	{ .name = NULL }
};
/* clang-format on */
