/* transfer: the calls that move data. Their lines tell its beginning, up to DATA_MAX bytes. */
#include <sys/socket.h>
#include <sys/uio.h>

#include "calls/arguments.h"
#include "calls/effect.h"
#include "calls/memory.h"
#include "wire/owner.h"

/* (fd, buffer, size, …) */
static void enter_read(struct call *call, pid_t pid)
{
	(void)pid;
	call->has_buffer = true;
	call->buffer = call->argument[1];
	call->size = call->argument[2];
}

static void enter_write(struct call *call, pid_t pid)
{
	enter_read(call, pid);
	argument_data(call, pid, call->buffer, call->size);
}

/* Of a datagram that was cut, recv(2) may return the whole length: MSG_TRUNC. */
static void leave_read(struct call *call, pid_t pid)
{
	uint64_t moved = (uint64_t)call->result;

	argument_data(call, pid, call->buffer, moved < call->size ? moved : call->size);
}

/* (fd, buffer, size, flags, address, len) */
static void enter_recvfrom(struct call *call, pid_t pid)
{
	enter_read(call, pid);
	argument_flags(call, NAMES_MSG, call->argument[3]);
}

static void leave_recvfrom(struct call *call, pid_t pid)
{
	leave_read(call, pid);
	argument_result_address(call, pid, call->argument[4], call->argument[5]);
}

static void enter_sendto(struct call *call, pid_t pid)
{
	enter_write(call, pid);
	argument_flags(call, NAMES_MSG, call->argument[3]);
	argument_address(call, pid, call->argument[4], call->argument[5]);
}

static void read_vector(struct call *call, pid_t pid, uint64_t vector, uint64_t count,
			bool with_data)
{
	struct iovec piece[16] = { 0 };
	size_t most = sizeof(piece) / sizeof(*piece);
	size_t bytes = (count < most ? count : most) * sizeof(*piece);
	size_t have = tracee_read(pid, vector, piece, bytes) / sizeof(*piece);

	call->size = 0;
	for (size_t i = 0; i < have; i++)
		call->size += piece[i].iov_len;
	call->has_buffer = have > 0;
	call->buffer = (uint64_t)(uintptr_t)piece[0].iov_base;
	for (size_t i = 0; with_data && i < have && !call->data_len; i++)
		argument_data(call, pid, (uint64_t)(uintptr_t)piece[i].iov_base, piece[i].iov_len);
}

/* (fd, vector, count) */
static void enter_readv(struct call *call, pid_t pid)
{
	read_vector(call, pid, call->argument[1], call->argument[2], false);
}

static void enter_writev(struct call *call, pid_t pid)
{
	read_vector(call, pid, call->argument[1], call->argument[2], true);
}

static void leave_readv(struct call *call, pid_t pid)
{
	argument_data(call, pid, call->buffer, (uint64_t)call->result);
}

static void read_message(struct call *call, pid_t pid, bool with_data)
{
	struct msghdr message = { 0 };

	if (tracee_read(pid, call->argument[1], &message, sizeof(message)) != sizeof(message))
		return;
	read_vector(call, pid, (uint64_t)(uintptr_t)message.msg_iov, message.msg_iovlen, with_data);
	if (with_data && message.msg_name && message.msg_namelen)
		argument_address(call, pid, (uint64_t)(uintptr_t)message.msg_name,
				 message.msg_namelen);
}

/* (fd, message, flags) */
static void enter_recvmsg(struct call *call, pid_t pid)
{
	read_message(call, pid, false);
	argument_flags(call, NAMES_MSG, call->argument[2]);
}

static void leave_recvmsg(struct call *call, pid_t pid)
{
	read_message(call, pid, true);
	if (call->data_len > (size_t)call->result)
		call->data_len = (size_t)call->result;
}

static void enter_sendmsg(struct call *call, pid_t pid)
{
	read_message(call, pid, true);
	argument_flags(call, NAMES_MSG, call->argument[2]);
}

/* (fd, messages, count, flags, …) */
static void enter_messages(struct call *call, pid_t pid)
{
	(void)pid;
	argument_number(call, "messages", (int64_t)(unsigned)call->argument[2]);
	argument_flags(call, NAMES_MSG, call->argument[3]);
}

static int64_t timed_recvmmsg(const struct call *call, pid_t pid)
{
	return tracee_timespec_ns(pid, call->argument[4]);
}

/* (out, in, offset, size) */
static void enter_sendfile(struct call *call, pid_t pid)
{
	(void)pid;
	call->size = call->argument[3];
}

/* (in, offset, out, offset, size, flags) */
static void enter_splice(struct call *call, pid_t pid)
{
	(void)pid;
	call->size = call->argument[4];
	argument_number(call, "to", (int)call->argument[2]);
}

/* A datagram socket has an address of its own from its first send on. */
static void has_sent(struct run *run, struct thread *thread)
{
	struct sock *sock = effect_socket(thread);

	if (!sock)
		return;
	if (!sock->local.port)
		effect_has_place(run, thread, sock);
	sock->spoke_to = thread->call.peer;
}

enum { READS = ON_FD | MOVES_DATA, WRITES = READS | SENDS };

/* clang-format off */
const struct call_kind TRANSFER_CALLS[] = {
	{ .name = "read", .traits = READS | HAS_SIZE, .enter = enter_read, .leave = leave_read },
	{ .name = "pread64", .traits = READS | HAS_SIZE, .enter = enter_read, .leave = leave_read },
	{ .name = "write", .traits = WRITES | HAS_SIZE | PRINTS, .enter = enter_write },
	{ .name = "pwrite64", .traits = WRITES | HAS_SIZE | PRINTS, .enter = enter_write },
	{ .name = "recvfrom", .traits = READS | HAS_SIZE, .enter = enter_recvfrom,
	  .leave = leave_recvfrom },
	{ .name = "sendto", .traits = WRITES | HAS_SIZE, .enter = enter_sendto,
	  .effect = has_sent },
	{ .name = "readv", .traits = READS, .enter = enter_readv, .leave = leave_readv },
	{ .name = "writev", .traits = WRITES | PRINTS, .enter = enter_writev },
	{ .name = "recvmsg", .traits = READS, .enter = enter_recvmsg, .leave = leave_recvmsg },
	{ .name = "sendmsg", .traits = WRITES, .enter = enter_sendmsg, .effect = has_sent },
	{ .name = "recvmmsg", .traits = READS, .enter = enter_messages, .timed = timed_recvmmsg },
	{ .name = "sendmmsg", .traits = WRITES, .enter = enter_messages, .effect = has_sent },
	{ .name = "preadv", .traits = READS, .enter = enter_readv, .leave = leave_readv },
	{ .name = "preadv2", .traits = READS, .enter = enter_readv, .leave = leave_readv },
	{ .name = "pwritev", .traits = WRITES | PRINTS, .enter = enter_writev },
	{ .name = "pwritev2", .traits = WRITES | PRINTS, .enter = enter_writev },
	{ .name = "sendfile", .traits = WRITES, .enter = enter_sendfile },
	/* Which way it goes is known by its two descriptors: argument_direction(). */
	{ .name = "splice", .traits = READS | ON_TWO_FDS, .enter = enter_splice,
	  .ways = { "splice:in", "splice:out" } },
	/* Both between pipes, of which one may be the standard output. */
	{ .name = "vmsplice", .traits = WRITES, .enter = enter_writev },
	{ .name = "tee", .traits = WRITES },
	{ .name = NULL }
};
/* clang-format on */
