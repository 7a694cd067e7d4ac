#include "calls/effect.h"

#include <signal.h>
#include <string.h>
#include <sys/time.h>

#include "wire/owner.h"

static void made(struct thread *thread, int fd, enum fd_kind kind)
{
	struct call *call = &thread->call;

	call->made = fd;
	files_forget(thread->process->files, fd);
	call->made_descriptor = descriptor_of(thread->process->files, thread->process->pid, fd);
	if (call->made_descriptor.sock && kind != FD_UNKNOWN)
		call->made_descriptor.sock->kind = kind;
}

static void has_place(struct run *run, const struct thread *thread, struct sock *sock)
{
	if (!sock->local.port)
		descriptor_look(thread->process->pid, thread->call.fd, sock);
	owner_has_place(run, thread->process->role, sock);
}

static bool is_its_port(const struct run *run, const struct process *process, uint16_t port)
{
	const struct role *role = &run->cast->role[process->role];

	return role->readiness == READY_SERVING && port && (!role->port || role->port == port);
}

/* A server may open one socket for each family: ipv6(7). */
static bool is_its_address(const struct run *run, const struct process *process,
			   const struct sock *sock)
{
	const struct role *role = &run->cast->role[process->role];
	const struct endpoint local = endpoint_plain(&sock->local);
	struct endpoint address = role->address;

	address.port = local.port;	/* which has been looked at */
	return !role->has_address || endpoint_covers(&local, &address) ||
	       (sock->takes_ipv4 && !address.v6);
}

static bool is_its_transport(const struct run *run, const struct process *process,
			     const struct sock *sock)
{
	enum transport serves = run->cast->role[process->role].serves;

	return serves == TRANSPORT_ANY || (serves == TRANSPORT_UDP) == (sock->kind == FD_DATAGRAM);
}

static void on_serving(struct run *run, const struct process *process, const struct call *call,
		       const char *how)
{
	const struct sock *sock = call->descriptor.sock;
	char address[SOCKADDR_TEXT];

	if (run->part[process->role].ready || !sock || sock->elsewhere ||
	    !is_its_port(run, process, sock->local.port) || !is_its_address(run, process, sock) ||
	    !is_its_transport(run, process, sock))
		return;
	descriptor_address(process->pid, call->fd, address);
	run_ready(run, process->role, how, address);
}

static void on_socket_return(struct run *run, struct thread *thread)
{
	struct call *call = &thread->call;
	struct sock *sock = call->descriptor.sock;

	if (!sock || !fd_is_network(sock->kind))
		return;
	switch (call->kind->shape) {
	case SHAPE_LISTEN:
		sock->kind = call->fd_kind = FD_LISTENER;
		has_place(run, thread, sock);
		on_serving(run, thread->process, call, "listen");
		break;
	case SHAPE_ADDRESS:
		if (call->kind->name[0] == 'c') {
			if (sock->kind == FD_STREAM)
				sock->kind = call->fd_kind = FD_CONNECTION;
			owner_has_called(run, thread);
		} else {
			has_place(run, thread, sock);
		}
		if (sock->kind == FD_DATAGRAM)
			on_serving(run, thread->process, call, "bind");
		break;
	case SHAPE_SEND:
	case SHAPE_SENDMSG:
	case SHAPE_SENDMMSG:
		if (!sock->local.port)
			has_place(run, thread, sock);
		sock->spoke_to = call->peer;
		break;
	default:
		break;
	}
}

/* setsockopt(SO_RCVTIMEO) and its like: a struct timeval, of which zero is none (socket(7)). */
static void note_timeout(pid_t tid, const struct call *call)
{
	const char *name = call->constants > 1 ? call->constant[1].value : "";
	struct sock *sock = call->descriptor.sock;
	bool sends = !strcmp(name, "SO_SNDTIMEO");
	int64_t time[2];

	if (!sends && strcmp(name, "SO_RCVTIMEO") != 0)
		return;
	if (tracee_read(tid, call->argument[3], time, sizeof(time)) != sizeof(time))
		return;
	sock->timeout_ns[sends] = time[0] < INT32_MAX ? time[0] * 1000000000 + time[1] * 1000 : 0;
}

/* The kernel's struct sigaction: handler, flags, … as words: rt_sigaction(2). */
static void note_handler(struct thread *thread)
{
	struct process *process = thread->process;
	uint64_t action[2], bit = 1ull << (thread->call.argument[0] & 63);

	if (!thread->call.argument[1] || tracee_read(thread->tid, thread->call.argument[1], action, sizeof(action)) !=
	    sizeof(action))
		return;
	process->caught &= ~bit;
	process->restarts &= ~bit;
	if (action[0] != (uintptr_t)SIG_DFL && action[0] != (uintptr_t)SIG_IGN)
		process->caught |= bit;
	if (action[1] & SA_RESTART)
		process->restarts |= bit;
	if (thread->call.argument[0] == SIGCHLD)
		process->ignores_sigchld = action[0] == (uintptr_t)SIG_IGN || action[1] & SA_NOCLDWAIT;
}

/* As setitimer(2) and its kin are told: the interval, then the value, each of two words. */
static int64_t due_ns(pid_t tid, uint64_t at, int64_t part_ns, bool absolute)
{
	int64_t when[4];

	if (tracee_read(tid, at, when, sizeof(when)) != sizeof(when))
		return INT64_MAX;
	if (!when[2] && !when[3])
		return 0;
	if (absolute || when[0] || when[1] || when[2] > 1000000000)
		return INT64_MAX;
	return monotonic_ns() + when[2] * 1000000000 + when[3] * part_ns;
}

/* Of several timers of a kind nothing is known but that there are some. */
static void set_timer(struct process *process, enum timer_kind kind, uint64_t name, int64_t due)
{
	struct timer *timer = &process->timer[kind];

	if (timer->due_ns && timer->name != name)
		due = INT64_MAX;
	*timer = (struct timer){ name, due };
}

static void note_timer(struct thread *thread)
{
	struct process *process = thread->process;
	const struct call *call = &thread->call;
	const uint64_t *arg = call->argument;
	bool absolute = arg[1] & 1;	/* TIMER_ABSTIME and TFD_TIMER_ABSTIME */

	if (call->kind->shape == SHAPE_ALARM)
		set_timer(process, TIMER_ALARM, 0,
			  arg[0] ? monotonic_ns() + (int64_t)(uint32_t)arg[0] * 1000000000 : 0);
	else if (call->kind->name[0] == 's' && arg[0] == ITIMER_REAL)
		set_timer(process, TIMER_ALARM, 0, due_ns(thread->tid, arg[1], 1000, false));
	else if (call->kind->name[5] == '_')
		set_timer(process, TIMER_POSIX, arg[0], due_ns(thread->tid, arg[2], 1, absolute));
	else if (call->kind->name[5] == 'f')
		set_timer(process, TIMER_FD, arg[0], due_ns(thread->tid, arg[2], 1, absolute));
}

/* What a call that succeeded has changed. */
void effect_of(struct run *run, struct thread *thread)
{
	struct call *call = &thread->call;
	int result = (int)call->result;

	switch (call->kind->shape) {
	case SHAPE_SOCKET:
	case SHAPE_MAKES_FD:
	case SHAPE_DUP:
	case SHAPE_DUP2:
		made(thread, result, FD_UNKNOWN);
		break;
	case SHAPE_FCNTL:
		if (call->constants && !strncmp(call->constant[0].value, "F_DUPFD", 7))
			made(thread, result, FD_UNKNOWN);
		break;
	case SHAPE_ACCEPT:
		made(thread, result, fd_is_network(call->fd_kind) ? FD_CONNECTION : FD_UNKNOWN);
		if (fd_is_network(call->fd_kind) && call->made_descriptor.sock)
			owner_has_pair(run, thread->process->role, call->made_descriptor.sock,
				       &call->made_descriptor.sock->remote);
		break;
	case SHAPE_OPTION:
		if (call->descriptor.sock && call->kind->name[0] == 's')
			note_timeout(thread->tid, call);
		break;
	case SHAPE_ALARM:
	case SHAPE_TIMER:
		note_timer(thread);
		break;
	case SHAPE_URING:
		run_lost_calls(run, thread->process->role, "it uses io_uring");
		made(thread, result, FD_UNKNOWN);
		break;
	case SHAPE_SIGACTION:
		note_handler(thread);
		break;
	default:
		on_socket_return(run, thread);
	}
}
