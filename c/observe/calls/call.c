#include "calls/call.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>

#include "text/names.h"

/* clang-format off */
static const struct call_kind CALLS[] = {
	{ "socket", SHAPE_SOCKET },		{ "socketpair", SHAPE_SOCKETPAIR },
	{ "bind", SHAPE_ADDRESS },		{ "connect", SHAPE_ADDRESS },
	{ "listen", SHAPE_LISTEN },		{ "accept", SHAPE_ACCEPT },
	{ "accept4", SHAPE_ACCEPT },		{ "getsockname", SHAPE_NAME },
	{ "getpeername", SHAPE_NAME },		{ "shutdown", SHAPE_SHUTDOWN },
	{ "setsockopt", SHAPE_OPTION },		{ "getsockopt", SHAPE_OPTION },
	{ "read", SHAPE_READ },			{ "write", SHAPE_WRITE },
	{ "pread64", SHAPE_READ },		{ "pwrite64", SHAPE_WRITE },
	{ "readv", SHAPE_READV },		{ "writev", SHAPE_WRITEV },
	{ "recvfrom", SHAPE_RECEIVE },		{ "sendto", SHAPE_SEND },
	{ "recvmsg", SHAPE_RECVMSG },		{ "sendmsg", SHAPE_SENDMSG },
	{ "recvmmsg", SHAPE_RECVMMSG },		{ "sendmmsg", SHAPE_SENDMMSG },
	{ "sendfile", SHAPE_SENDFILE },		{ "splice", SHAPE_SPLICE },
	{ "close", SHAPE_CLOSE },		{ "close_range", SHAPE_CLOSE_RANGE },
	{ "dup", SHAPE_DUP },			{ "dup2", SHAPE_DUP2 },
	{ "dup3", SHAPE_DUP2 },			{ "fcntl", SHAPE_FCNTL },
	{ "ioctl", SHAPE_IOCTL },		{ "pipe", SHAPE_PIPE },
	{ "pipe2", SHAPE_PIPE },		{ "eventfd2", SHAPE_MAKES_FD },
	{ "signalfd4", SHAPE_MAKES_FD },	{ "timerfd_create", SHAPE_MAKES_FD },
	{ "epoll_create", SHAPE_MAKES_FD },	{ "epoll_create1", SHAPE_MAKES_FD },
	{ "epoll_ctl", SHAPE_EPOLL_CTL },	{ "epoll_wait", SHAPE_EPOLL_WAIT },
	{ "epoll_pwait", SHAPE_EPOLL_WAIT },	{ "epoll_pwait2", SHAPE_EPOLL_PWAIT2 },
	{ "poll", SHAPE_POLL },			{ "ppoll", SHAPE_PPOLL },
	{ "select", SHAPE_SELECT },		{ "pselect6", SHAPE_SELECT },
	{ "fork", SHAPE_FORK },			{ "vfork", SHAPE_FORK },
	{ "clone", SHAPE_FORK },		{ "clone3", SHAPE_FORK },
	{ "execve", SHAPE_EXEC },		{ "execveat", SHAPE_EXEC },
	{ "exit", SHAPE_EXIT },			{ "exit_group", SHAPE_EXIT },
	{ "wait4", SHAPE_WAIT4 },		{ "waitid", SHAPE_WAITID },
	{ "kill", SHAPE_KILL },			{ "tkill", SHAPE_KILL },
	{ "tgkill", SHAPE_TGKILL },		{ "rt_sigaction", SHAPE_SIGACTION },
	{ "rt_sigprocmask", SHAPE_SIGPROCMASK },{ "rt_sigsuspend", SHAPE_PLAIN },
	{ "rt_sigtimedwait", SHAPE_SIGTIMEDWAIT }, { "pause", SHAPE_PLAIN },
	{ "alarm", SHAPE_ALARM },		{ "setitimer", SHAPE_TIMER },
	{ "timer_settime", SHAPE_TIMER },	{ "timerfd_settime", SHAPE_TIMER },
	{ "nanosleep", SHAPE_SLEEP },		{ "clock_nanosleep", SHAPE_SLEEP },
	{ "setsid", SHAPE_PLAIN },		{ "setpgid", SHAPE_PLAIN },
	{ "io_uring_setup", SHAPE_URING },	{ "io_uring_enter", SHAPE_PLAIN },
};
/* clang-format on */

size_t calls_number(void)
{
	return sizeof(CALLS) / sizeof(*CALLS);
}

const struct call_kind *calls_at(size_t place)
{
	return &CALLS[place];
}

size_t tracee_read(pid_t pid, uint64_t address, void *to, size_t len)
{
	struct iovec here = { to, len };
	struct iovec there = { (void *)(uintptr_t)address, len };
	ssize_t done;

	if (!address || !len)
		return 0;
	done = process_vm_readv(pid, &here, 1, &there, 1, 0);
	return done < 0 ? 0 : (size_t)done;
}

static void add(struct call *call, const char *key, const char *value)
{
	if (value && call->constants < CONSTANTS_MAX)
		call->constant[call->constants++] = (struct constant){ key, value };
}

static void add_number(struct call *call, const char *key, int64_t value)
{
	if (call->numbers < NUMBERS_MAX)
		call->number[call->numbers++] = (struct number){ key, value };
}

/* A name where there is one, the number where there is none. */
static void add_named(struct call *call, const char *key, const struct name *names, int64_t value)
{
	const char *name = name_of(names, value);

	if (name)
		add(call, key, name);
	else
		add_number(call, key, value);
}

static void add_flags(struct call *call, const struct name *names, uint64_t set)
{
	call->has_list = true;
	for (; names->name; names++)
		if (names->value && (set & (uint64_t)names->value) == (uint64_t)names->value)
			add(call, NULL, names->name);
}

static void read_data(struct call *call, pid_t pid, uint64_t address, uint64_t len)
{
	call->data_len = tracee_read(pid, address, call->data, len < DATA_MAX ? len : DATA_MAX);
}

static void read_address(struct call *call, pid_t pid, uint64_t address, uint64_t len)
{
	uint8_t bytes[sizeof(struct sockaddr_storage)] = { 0 };
	size_t done;

	if (!address)
		return;
	done = tracee_read(pid, address, bytes, len < sizeof(bytes) ? len : sizeof(bytes));
	sockaddr_text(call->address, bytes, done);
	(void)sockaddr_endpoint(&call->peer, bytes, done);
}

/* An address that the kernel wrote, and the length it wrote beside it. */
static void read_result_address(struct call *call, pid_t pid, uint64_t address, uint64_t len_at)
{
	socklen_t len = 0;

	if (address && tracee_read(pid, len_at, &len, sizeof(len)) == sizeof(len) && len)
		read_address(call, pid, address, len);
}

static void read_vector(struct call *call, pid_t pid, uint64_t vector, uint64_t count,
			bool with_data)
{
	struct iovec piece[16] = { 0 };
	size_t most = sizeof(piece) / sizeof(*piece);
	size_t have = tracee_read(pid, vector, piece, (count < most ? count : most) * sizeof(*piece)) /
		      sizeof(*piece);

	call->size = 0;
	for (size_t i = 0; i < have; i++)
		call->size += piece[i].iov_len;
	call->has_buffer = have > 0;
	call->buffer = (uint64_t)(uintptr_t)piece[0].iov_base;
	for (size_t i = 0; with_data && i < have && !call->data_len; i++)
		read_data(call, pid, (uint64_t)(uintptr_t)piece[i].iov_base, piece[i].iov_len);
}

static void read_message(struct call *call, pid_t pid, uint64_t at, bool with_data)
{
	struct msghdr message = { 0 };

	if (tracee_read(pid, at, &message, sizeof(message)) != sizeof(message))
		return;
	read_vector(call, pid, (uint64_t)(uintptr_t)message.msg_iov, message.msg_iovlen, with_data);
	if (with_data && message.msg_name && message.msg_namelen)
		read_address(call, pid, (uint64_t)(uintptr_t)message.msg_name, message.msg_namelen);
}

static void enter_buffer(struct call *call, pid_t pid, bool with_data)
{
	call->has_buffer = true;
	call->buffer = call->argument[1];
	call->size = call->argument[2];
	if (with_data)
		read_data(call, pid, call->buffer, call->size);
}

static void enter_socket(struct call *call)
{
	call->fd = -1;
	add_named(call, "domain", NAMES_DOMAIN, (int)call->argument[0]);
	add_named(call, "type", NAMES_TYPE, (int)call->argument[1] & 15);
	add_number(call, "protocol", (int)call->argument[2]);
	add_flags(call, NAMES_TYPE_FLAG, call->argument[1]);
}

static void enter_option(struct call *call, pid_t pid)
{
	int level = (int)call->argument[1], name = (int)call->argument[2];
	int value = 0;
	bool sets = !strcmp(call->kind->name, "setsockopt");

	add_named(call, "level", NAMES_LEVEL, level);
	if (level == SOL_SOCKET)
		add_named(call, "name", NAMES_SO, name);
	else if (level == IPPROTO_TCP)
		add_named(call, "name", NAMES_TCP, name);
	else if (level == IPPROTO_IP)
		add_named(call, "name", NAMES_IP, name);
	else if (level == IPPROTO_IPV6)
		add_named(call, "name", NAMES_IPV6, name);
	else
		add_number(call, "name", name);
	if (sets && call->argument[4] == sizeof(value) &&
	    tracee_read(pid, call->argument[3], &value, sizeof(value)) == sizeof(value))
		add_number(call, "value", value);
}

static void enter_epoll_ctl(struct call *call)
{
	add_named(call, "operation", NAMES_EPOLL_OP, (int)call->argument[1]);
	add_number(call, "target", (int)call->argument[2]);
}

static void enter_signal_call(struct call *call, int pid_at, int signal_at)
{
	call->fd = -1;
	add_number(call, "pid", (int)call->argument[pid_at]);
	add_named(call, "signal", NAMES_SIGNAL, (int)call->argument[signal_at]);
}

static void enter_wait(struct call *call)
{
	bool waitid = call->kind->shape == SHAPE_WAITID;

	call->fd = -1;
	call->list_is_options = true;
	add_number(call, "pid", (int)call->argument[waitid ? 1 : 0]);
	add_flags(call, NAMES_WAIT, call->argument[waitid ? 3 : 2]);
}

static void enter_sigaction(struct call *call, pid_t pid)
{
	uint64_t handler = 0;

	call->fd = -1;
	add_named(call, "signal", NAMES_SIGNAL, (int)call->argument[0]);
	if (!call->argument[1] ||
	    tracee_read(pid, call->argument[1], &handler, sizeof(handler)) != sizeof(handler))
		return;
	add(call, "handler", handler == 0 ? "SIG_DFL" : handler == 1 ? "SIG_IGN" : "function");
}

static void enter_fcntl(struct call *call)
{
	add_named(call, "command", NAMES_FCNTL, (int)call->argument[1]);
	if ((int)call->argument[1] == F_SETFL && call->argument[2] & O_NONBLOCK)
		add(call, "flag", "O_NONBLOCK");
}

/* What is known at the entry of the calls that carry data. */
static bool enter_data(struct call *call, pid_t pid)
{
	const uint64_t *arg = call->argument;

	switch (call->kind->shape) {
	case SHAPE_WRITE:
	case SHAPE_READ:
		enter_buffer(call, pid, call->kind->shape == SHAPE_WRITE);
		return true;
	case SHAPE_SEND:
	case SHAPE_RECEIVE:
		enter_buffer(call, pid, call->kind->shape == SHAPE_SEND);
		add_flags(call, NAMES_MSG, arg[3]);
		if (call->kind->shape == SHAPE_SEND)
			read_address(call, pid, arg[4], arg[5]);
		return true;
	case SHAPE_WRITEV:
	case SHAPE_READV:
		read_vector(call, pid, arg[1], arg[2], call->kind->shape == SHAPE_WRITEV);
		return true;
	case SHAPE_SENDMSG:
	case SHAPE_RECVMSG:
		read_message(call, pid, arg[1], call->kind->shape == SHAPE_SENDMSG);
		add_flags(call, NAMES_MSG, arg[2]);
		return true;
	case SHAPE_SENDMMSG:
	case SHAPE_RECVMMSG:
		add_number(call, "messages", (int64_t)(unsigned)arg[2]);
		add_flags(call, NAMES_MSG, arg[3]);
		return true;
	case SHAPE_SENDFILE:
		call->size = arg[3];
		return true;
	case SHAPE_SPLICE:
		call->size = arg[4];
		add_number(call, "to", (int)arg[2]);
		return true;
	default:
		return false;
	}
}

static void enter_rest(struct call *call, pid_t pid)
{
	const uint64_t *arg = call->argument;

	switch (call->kind->shape) {
	case SHAPE_SOCKET:
	case SHAPE_SOCKETPAIR:
		enter_socket(call);
		break;
	case SHAPE_ADDRESS:
		read_address(call, pid, arg[1], arg[2]);
		break;
	case SHAPE_LISTEN:
		add_number(call, "backlog", (int)arg[1]);
		break;
	case SHAPE_ACCEPT:
		add_flags(call, NAMES_TYPE_FLAG, !strcmp(call->kind->name, "accept4") ? arg[3] : 0);
		break;
	case SHAPE_SHUTDOWN:
		add_named(call, "how", NAMES_HOW, (int)arg[1]);
		break;
	case SHAPE_OPTION:
		enter_option(call, pid);
		break;
	case SHAPE_DUP2:
		add_number(call, "to", (int)arg[1]);
		break;
	case SHAPE_FCNTL:
		enter_fcntl(call);
		break;
	case SHAPE_EPOLL_CTL:
		enter_epoll_ctl(call);
		break;
	case SHAPE_CLOSE_RANGE:
		add_number(call, "first", (int64_t)(unsigned)arg[0]);
		add_number(call, "last", (int64_t)(unsigned)arg[1]);
		call->fd = -1;
		break;
	case SHAPE_WAIT4:
	case SHAPE_WAITID:
		enter_wait(call);
		break;
	case SHAPE_KILL:
		enter_signal_call(call, 0, 1);
		break;
	case SHAPE_TGKILL:
		enter_signal_call(call, 1, 2);
		break;
	case SHAPE_SIGACTION:
		enter_sigaction(call, pid);
		break;
	case SHAPE_SIGPROCMASK:
		call->fd = -1;
		add_named(call, "how", NAMES_SIG_HOW, (int)arg[0]);
		break;
	case SHAPE_ALARM:
		call->fd = -1;
		add_number(call, "seconds", (int64_t)(unsigned)arg[0]);
		break;
	case SHAPE_EXIT:
		call->fd = -1;
		add_number(call, "status", (int)arg[0] & 0xff);
		break;
	case SHAPE_FORK:
		call->fd = -1;
		if (call_makes_thread(call, pid))
			add(call, "makes", "CLONE_THREAD");
		break;
	case SHAPE_CLOSE:
	case SHAPE_DUP:
	case SHAPE_IOCTL:
	case SHAPE_NAME:
	case SHAPE_EPOLL_WAIT:
	case SHAPE_EPOLL_PWAIT2:
		break;
	default:
		call->fd = -1;
	}
}

/* A struct timespec, or with @part_ns 1000 a timeval, at @at; NULL waits for ever. */
static int64_t time_at(pid_t pid, uint64_t at, int64_t part_ns)
{
	int64_t time[2];

	if (!at || tracee_read(pid, at, time, sizeof(time)) != sizeof(time))
		return WAITS_FOR_EVER;
	/* A program may wait for longer than there is a number for. */
	return time[0] < 0 || time[0] > INT32_MAX ? WAITS_FOR_EVER : time[0] * 1000000000 + time[1] * part_ns;
}

static int64_t milliseconds(uint64_t argument)
{
	return (int)argument < 0 ? WAITS_FOR_EVER : (int64_t)(int)argument * 1000000;
}

/* clock_nanosleep(2): for a time, or until one. */
static int64_t sleep_of(const struct call *call, pid_t pid)
{
	bool by_clock = !strcmp(call->kind->name, "clock_nanosleep");
	int64_t time_ns = time_at(pid, call->argument[by_clock ? 2 : 0], 1);
	struct timespec now;

	if (!by_clock || !(call->argument[1] & TIMER_ABSTIME) || time_ns == WAITS_FOR_EVER ||
	    clock_gettime((clockid_t)call->argument[0], &now) < 0)
		return time_ns;
	time_ns -= now.tv_sec * 1000000000 + now.tv_nsec;
	return time_ns < 0 ? 0 : time_ns;
}

static int64_t time_out_of(const struct call *call, pid_t pid)
{
	const uint64_t *arg = call->argument;

	switch (call->kind->shape) {
	case SHAPE_POLL:
		return milliseconds(arg[2]);
	case SHAPE_PPOLL:
	case SHAPE_SIGTIMEDWAIT:
		return time_at(pid, arg[2], 1);
	case SHAPE_SELECT:
		return time_at(pid, arg[4], strcmp(call->kind->name, "select") ? 1 : 1000);
	case SHAPE_EPOLL_WAIT:
		return milliseconds(arg[3]);
	case SHAPE_EPOLL_PWAIT2:
		return time_at(pid, arg[3], 1);
	case SHAPE_RECVMMSG:
		return time_at(pid, arg[4], 1);
	case SHAPE_SLEEP:
		return sleep_of(call, pid);
	default:
		return WAITS_FOR_EVER;
	}
}

void call_enter(struct call *call, const struct call_kind *kind, pid_t pid,
		const uint64_t argument[6])
{
	*call = (struct call){ .kind = kind, .spoken = kind->name, .fd = (int)argument[0], .made = -1 };
	memcpy(call->argument, argument, sizeof(call->argument));
	if (!enter_data(call, pid))
		enter_rest(call, pid);
	call->waits_ns = time_out_of(call, pid);
}

int call_other_fd(const struct call *call)
{
	return call->kind->shape == SHAPE_SPLICE ? (int)call->argument[2] : -1;
}

void call_set_direction(struct call *call, bool in)
{
	add(call, "direction", in ? "in" : "out");
	call->spoken = in ? "splice:in" : "splice:out";
}

void wait_status_text(char *text, size_t len, int status)
{
	if (WIFEXITED(status))
		(void)snprintf(text, len, "exited %d", WEXITSTATUS(status));
	else if (WIFSIGNALED(status))
		(void)snprintf(text, len, "killed %s", signal_name(WTERMSIG(status)));
	else if (WIFSTOPPED(status))
		(void)snprintf(text, len, "stopped %s", signal_name(WSTOPSIG(status)));
	else
		(void)snprintf(text, len, "continued");
}

static void return_waitid(struct call *call, pid_t pid)
{
	siginfo_t info;
	const char *how = "exited";

	if (tracee_read(pid, call->argument[2], &info, sizeof(info)) != sizeof(info) ||
	    !info.si_pid)
		return;
	call->result = info.si_pid;	/* waitid(2) returns 0; the pid is what is asked */
	if (info.si_code == CLD_EXITED) {
		(void)snprintf(call->status, sizeof(call->status), "exited %d", info.si_status);
		return;
	}
	how = info.si_code == CLD_STOPPED ? "stopped" : info.si_code == CLD_CONTINUED ? "continued" :
							"killed";
	(void)snprintf(call->status, sizeof(call->status), "%s %s", how,
		       signal_name(info.si_status));
}

static void return_wait4(struct call *call, pid_t pid)
{
	int status;

	if (call->result > 0 &&
	    tracee_read(pid, call->argument[1], &status, sizeof(status)) == sizeof(status))
		wait_status_text(call->status, sizeof(call->status), status);
}

static void return_pipe(struct call *call, pid_t pid)
{
	int pair[2];
	uint64_t at = call->argument[call->kind->shape == SHAPE_SOCKETPAIR ? 3 : 0];

	if (tracee_read(pid, at, pair, sizeof(pair)) == sizeof(pair)) {
		add_number(call, "first", pair[0]);
		add_number(call, "second", pair[1]);
	}
}

void call_return(struct call *call, pid_t pid)
{
	const uint64_t *arg = call->argument;

	if (call->error)
		return;
	switch (call->kind->shape) {
	case SHAPE_READ:
		read_data(call, pid, call->buffer, (uint64_t)call->result);
		break;
	case SHAPE_RECEIVE:
		read_data(call, pid, call->buffer,
			  (uint64_t)call->result < call->size ? (uint64_t)call->result : call->size);
		read_result_address(call, pid, arg[4], arg[5]);
		break;
	case SHAPE_READV:
		read_data(call, pid, call->buffer, (uint64_t)call->result);
		break;
	case SHAPE_RECVMSG:
		read_message(call, pid, arg[1], true);
		if (call->data_len > (size_t)call->result)
			call->data_len = (size_t)call->result;
		break;
	case SHAPE_ACCEPT:
	case SHAPE_NAME:
		read_result_address(call, pid, arg[1], arg[2]);
		break;
	case SHAPE_WAIT4:
		return_wait4(call, pid);
		break;
	case SHAPE_WAITID:
		return_waitid(call, pid);
		break;
	case SHAPE_PIPE:
	case SHAPE_SOCKETPAIR:
		return_pipe(call, pid);
		break;
	default:
		break;
	}
}

bool call_is_of_conversation(const struct call *call)
{
	switch (call->kind->shape) {
	case SHAPE_READ:
	case SHAPE_WRITE:
	case SHAPE_SEND:
	case SHAPE_RECEIVE:
	case SHAPE_READV:
	case SHAPE_WRITEV:
	case SHAPE_SENDMSG:
	case SHAPE_RECVMSG:
	case SHAPE_SENDMMSG:
	case SHAPE_RECVMMSG:
	case SHAPE_SENDFILE:
	case SHAPE_SPLICE:
	case SHAPE_CLOSE:
	case SHAPE_SHUTDOWN:
		return fd_is_network(call->fd_kind);
	default:
		return false;
	}
}

bool call_has_constant(const struct call *call, const char *name)
{
	for (int i = 0; i < call->constants; i++)
		if (!strcmp(call->constant[i].value, name))
			return true;
	return false;
}

/* connect(2) waits as long as a write may: socket(7). */
static bool is_outward(const struct call *call)
{
	switch (call->kind->shape) {
	case SHAPE_WRITE:
	case SHAPE_WRITEV:
	case SHAPE_SEND:
	case SHAPE_SENDMSG:
	case SHAPE_SENDMMSG:
	case SHAPE_SENDFILE:
	case SHAPE_ADDRESS:
		return true;
	default:
		return false;
	}
}

int64_t call_waits_ns(const struct call *call)
{
	const struct sock *sock = call->descriptor.sock;
	int64_t timeout_ns = sock ? sock->timeout_ns[is_outward(call)] : 0;

	return call->waits_ns == WAITS_FOR_EVER && timeout_ns ? timeout_ns : call->waits_ns;
}

static uint64_t clone_flags(const struct call *call, pid_t pid)
{
	uint64_t flags = 0;

	if (!strcmp(call->kind->name, "clone"))
		return call->argument[0];
	if (!strcmp(call->kind->name, "clone3"))
		(void)tracee_read(pid, call->argument[0], &flags, sizeof(flags));
	return flags;
}

bool call_makes_thread(const struct call *call, pid_t pid)
{
	return clone_flags(call, pid) & CLONE_THREAD;
}

bool call_shares_files(const struct call *call, pid_t pid)
{
	return clone_flags(call, pid) & CLONE_FILES;
}
