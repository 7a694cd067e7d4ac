/* call: calls of this very process, decoded as if it were another. */
#include "calls/arguments.h"
#include "calls/call.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

static uint64_t at(const void *object)
{
	return (uint64_t)(uintptr_t)object;
}

static bool tried[256];	/* rows, by place */

static const struct call_kind *kind(const char *name)
{
	const struct call_kind *row;
	size_t place = 0;

	while ((row = calls_at(place)) && strcmp(row->name, name) != 0)
		place++;
	expect(row != NULL, name);
	tried[place] = true;
	return row;
}

#define ENTER(call, name, ...) \
	call_enter(call, kind(name), getpid(), (const uint64_t[6]){ __VA_ARGS__ })

static void come_back(struct call *call, int64_t result)
{
	call->result = result;
	call_return(call, getpid());
}

/* "key=name key=number … [element …] address status", in the order of the record. */
static void describe(const struct call *call, char *text, size_t size)
{
	size_t len = 0;

	text[0] = '\0';
	for (int i = 0; i < call->numbers; i++)
		len += (size_t)snprintf(text + len, size - len, "%s=%lld ", call->number[i].key,
					(long long)call->number[i].value);
	for (int i = 0; i < call->constants; i++)
		len += (size_t)snprintf(text + len, size - len, "%s%s%s ",
					call->constant[i].key ? call->constant[i].key : "",
					call->constant[i].key ? "=" : "",
					call->constant[i].value);
	(void)snprintf(text + len, size - len, "%s%s", call->address, call->status);
	len = strlen(text);
	if (len && text[len - 1] == ' ')
		text[len - 1] = '\0';
}

static void expect_call(const struct call *call, const char *want)
{
	char text[256];

	describe(call, text, sizeof(text));
	expect_text(call->kind->name, text, want);
}

/* A name that libseccomp does not know would silently never be recorded. */
static void the_table(void)
{
	for (size_t i = 0; calls_at(i); i++) {
		const char *name = calls_at(i)->name;

		expect(seccomp_syscall_resolve_name(name) != __NR_SCMP_ERROR, name);
		for (size_t j = i + 1; calls_at(j); j++)
			expect(strcmp(name, calls_at(j)->name) != 0, name);
	}
	ok("call: the table's names are calls, each once");
}

/* Calls of which all is said by the numbers that are passed. */
static void numbers_passed(void)
{
	static const struct {
		const char *name;
		uint64_t argument[6];
		const char *want;
		int fd;
	} rows[] = {
		{ "socket", { AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0 },
		  "protocol=0 domain=AF_INET type=SOCK_STREAM SOCK_CLOEXEC", -1 },
		{ "socket", { 99, 9, 0 }, "domain=99 type=9 protocol=0", -1 },
		{ "listen", { 3, 5 }, "backlog=5", 3 },
		{ "accept4", { 3, 0, 0, SOCK_NONBLOCK }, "SOCK_NONBLOCK", 3 },
		{ "accept", { 3, 0, 0, SOCK_NONBLOCK }, "", 3 },	/* has no fourth argument */
		{ "getsockname", { 3, 0, 0 }, "", 3 },
		{ "getpeername", { 3, 0, 0 }, "", 3 },
		{ "shutdown", { 4, SHUT_WR }, "how=SHUT_WR", 4 },
		{ "shutdown", { 4, 7 }, "how=7", 4 },
		{ "getsockopt", { 3, SOL_SOCKET, SO_ERROR }, "level=SOL_SOCKET name=SO_ERROR", 3 },
		{ "getsockopt", { 3, IPPROTO_TCP, TCP_NODELAY },
		  "level=IPPROTO_TCP name=TCP_NODELAY", 3 },
		{ "getsockopt", { 3, IPPROTO_IP, 1 }, "level=IPPROTO_IP name=IP_TOS", 3 },
		{ "getsockopt", { 3, IPPROTO_IP, 999 }, "name=999 level=IPPROTO_IP", 3 },
		{ "close", { 7 }, "", 7 },
		{ "close_range", { 3, UINT32_MAX }, "first=3 last=4294967295", -1 },
		{ "dup", { 3, 77 }, "", 3 },
		{ "dup2", { 3, 1 }, "to=1", 3 },
		{ "dup3", { 3, 1, O_CLOEXEC }, "to=1", 3 },
		{ "fcntl", { 3, F_SETFL, O_NONBLOCK }, "command=F_SETFL flag=O_NONBLOCK", 3 },
		{ "fcntl", { 3, F_SETFL, 0 }, "command=F_SETFL", 3 },
		{ "ioctl", { 3, FIONREAD }, "", 3 },
		{ "eventfd", { 1 }, "", -1 },
		{ "eventfd2", { 1, 0 }, "", -1 },
		{ "signalfd", { (uint64_t)-1, 0, 8 }, "", -1 },
		{ "io_submit", { 1, 1, 0 }, "", -1 },
		{ "signalfd4", { (uint64_t)-1, 0, 8, 0 }, "", -1 },
		{ "timerfd_create", { CLOCK_MONOTONIC, 0 }, "", -1 },
		{ "memfd_create", { 8, 0 }, "", -1 },
		{ "shmget", { 9, 4096, 0600 }, "", -1 },
		{ "semget", { 9, 2, 0600 }, "", -1 },
		{ "msgget", { 9, 0600 }, "", -1 },
		{ "io_setup", { 8, 0 }, "", -1 },
		{ "io_uring_setup", { 8, 0 }, "", -1 },
		{ "io_uring_enter", { 3, 1 }, "", -1 },
		{ "epoll_create", { 1 }, "", -1 },
		{ "epoll_create1", { 0 }, "", -1 },
		{ "epoll_ctl", { 5, EPOLL_CTL_ADD, 3 }, "target=3 operation=EPOLL_CTL_ADD", 5 },
		{ "wait4", { (uint64_t)-1, 0, WNOHANG }, "pid=-1 WNOHANG", -1 },
		{ "waitid", { P_PID, 9, 0, WEXITED | WNOWAIT }, "pid=9 WEXITED WNOWAIT", -1 },
		{ "kill", { (uint64_t)-9, SIGTERM }, "pid=-9 signal=SIGTERM", -1 },
		{ "kill", { 9, 0 }, "pid=9 signal=0", -1 },
		{ "tkill", { 9, SIGINT }, "pid=9 signal=SIGINT", -1 },
		{ "tgkill", { 9, 10, SIGINT }, "pid=10 signal=SIGINT", -1 },
		{ "prlimit64", { 9, 10 }, "pid=9", -1 },
		{ "pidfd_open", { 9, 10 }, "pid=9", -1 },
		{ "process_vm_readv", { 9, 10 }, "pid=9", -1 },
		{ "process_vm_writev", { 9, 10 }, "pid=9", -1 },
		{ "kcmp", { 9, 10 }, "pid=9", -1 },
		{ "sched_setaffinity", { 9, 10 }, "pid=9", -1 },
		{ "sched_setattr", { 9, 10 }, "pid=9", -1 },
		{ "sched_setparam", { 9, 10 }, "pid=9", -1 },
		{ "sched_setscheduler", { 9, 10 }, "pid=9", -1 },
		{ "migrate_pages", { 9, 10 }, "pid=9", -1 },
		{ "move_pages", { 9, 10 }, "pid=9", -1 },
		{ "ptrace", { 16, 9 }, "pid=9", -1 },
		{ "setpriority", { 0, 9, 5 }, "pid=9", -1 },
		{ "ioprio_set", { 1, 9, 0 }, "pid=9", -1 },
		{ "pidfd_getfd", { 3, 4, 0 }, "", 3 },
		{ "add_key", { 1, 2 }, "", -1 },
		{ "request_key", { 1, 2 }, "", -1 },
		{ "keyctl", { 1, 2 }, "", -1 },
		{ "bpf", { 1, 2 }, "", -1 },
		{ "perf_event_open", { 1, 2 }, "", -1 },
		{ "userfaultfd", { 1, 2 }, "", -1 },
		{ "seccomp", { 1, 2 }, "", -1 },
		{ "prctl", { 1, 2 }, "", -1 },
		{ "unshare", { 1, 2 }, "", -1 },
		{ "setns", { 3, 0 }, "", 3 },
		{ "tee", { 3, 4, 100, 0 }, "", 3 },
		{ "rt_sigqueueinfo", { 9, SIGINT }, "pid=9 signal=SIGINT", -1 },
		{ "rt_tgsigqueueinfo", { 9, 10, SIGINT }, "pid=10 signal=SIGINT", -1 },
		{ "pidfd_send_signal", { 3, SIGINT }, "signal=SIGINT", 3 },
		{ "rt_sigprocmask", { SIG_BLOCK }, "how=SIG_BLOCK", -1 },
		{ "rt_sigsuspend", { 0, 8 }, "", -1 },
		{ "alarm", { 2 }, "seconds=2", -1 },
		{ "setitimer", { ITIMER_REAL, 0, 0 }, "", -1 },
		{ "timer_settime", { 1, 0, 0, 0 }, "", -1 },
		{ "timer_delete", { 1 }, "", -1 },
		{ "timerfd_settime", { 3, 0, 0, 0 }, "", -1 },
		{ "exit", { 3 }, "status=3", -1 },
		{ "exit_group", { 256 + 3 }, "status=3", -1 },
		{ "vfork", { 77 }, "", -1 },
		{ "setsid", { 77 }, "", -1 },
		{ "setpgid", { 0, 0 }, "", -1 },
		{ "setuid", { 1000 }, "", -1 },
		{ "setgid", { 1000 }, "", -1 },
		{ "setreuid", { 1000, 1000 }, "", -1 },
		{ "setregid", { 1000, 1000 }, "", -1 },
		{ "setresuid", { 1000, 1000, 1000 }, "", -1 },
		{ "setresgid", { 1000, 1000, 1000 }, "", -1 },
		{ "setgroups", { 0, 0 }, "", -1 },
		{ "chroot", { 0 }, "", -1 },
		{ "sendmmsg", { 3, 0, 2, MSG_NOSIGNAL }, "messages=2 MSG_NOSIGNAL", 3 },
		{ "recvfrom", { 3, 0, 0, MSG_PEEK | MSG_DONTWAIT }, "MSG_PEEK MSG_DONTWAIT", 3 },
		{ "pause", { 77 }, "", -1 },
		{ "execve", { 77 }, "", -1 },
		{ "execveat", { 3, 77 }, "", -1 },
		{ "splice", { 3, 0, 4, 0, 100, 0 }, "to=4", 3 },
		{ "sendfile", { 4, 3, 0, 100 }, "", 4 },
		/* The kernel looks at the lower half of an int only. */
		{ "shutdown", { UINT64_C(0x100000004), UINT64_C(0x100000001) }, "how=SHUT_WR", 4 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct call call;

		call_enter(&call, kind(rows[i].name), getpid(), rows[i].argument);
		expect_call(&call, rows[i].want);
		expect(call.fd == rows[i].fd, rows[i].name);
	}
	ok("call: arguments that are numbers");
}

static void addresses(void)
{
	const struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(9190) };
	struct sockaddr_in peer = in;
	socklen_t len = sizeof(peer);
	struct call call;

	ENTER(&call, "bind", 3, at(&in), sizeof(in));
	expect_call(&call, "0.0.0.0:9190");
	ENTER(&call, "bind", 3, at(&in), 3);
	expect_call(&call, "short");
	ENTER(&call, "sendto", 3, at("hello"), 5, MSG_NOSIGNAL, at(&in), sizeof(in));
	expect_call(&call, "MSG_NOSIGNAL 0.0.0.0:9190");
	assert(call.peer.port == 9190 && call.size == 5);
	ENTER(&call, "connect", 3, 0, 0);
	expect_call(&call, "");
	ENTER(&call, "connect", 3, 8, sizeof(in));	/* no memory of ours */
	expect_call(&call, "short");

	ENTER(&call, "accept", 3, at(&peer), at(&len));
	expect_call(&call, "");
	come_back(&call, 4);
	expect_call(&call, "0.0.0.0:9190");
	ENTER(&call, "accept", 3, 0, 0);
	come_back(&call, 4);
	expect_call(&call, "");
	ENTER(&call, "recvfrom", 3, at("hello"), 5, 0, at(&peer), at(&len));
	expect_call(&call, "");
	come_back(&call, 5);
	expect_call(&call, "0.0.0.0:9190");
	ENTER(&call, "getpeername", 3, at(&peer), at(&len));
	come_back(&call, 0);
	expect_call(&call, "0.0.0.0:9190");
	ok("call: addresses, passed and returned");
}

static void expect_data(const struct call *call, const char *want)
{
	expect(call->data_len == strlen(want) && !memcmp(call->data, want, call->data_len), want);
}

static void data_of_one_buffer(void)
{
	char buffer[200] = "hello, world";
	struct call call;

	ENTER(&call, "write", 3, at(buffer), 5);
	assert(call.has_buffer && call.buffer == at(buffer) && call.size == 5);
	expect_data(&call, "hello");
	ENTER(&call, "write", 3, at(buffer), sizeof(buffer));
	assert(call.data_len == DATA_MAX && call.size == 200);

	ENTER(&call, "read", 3, at(buffer), 100);
	expect_data(&call, "");
	come_back(&call, 12);
	expect_data(&call, "hello, world");

	ENTER(&call, "recvfrom", 3, at(buffer), 5, MSG_TRUNC);
	come_back(&call, 12);	/* the datagram's length, not the buffer's: recv(2), MSG_TRUNC */
	expect_data(&call, "hello");

	ENTER(&call, "pwrite64", 3, at(buffer), 5, 7);
	expect_data(&call, "hello");
	ENTER(&call, "pread64", 3, at(buffer), 100, 7);
	come_back(&call, 5);
	expect_data(&call, "hello");

	ENTER(&call, "read", 3, at(buffer), 100);
	call.error = EAGAIN;
	come_back(&call, -1);
	expect_data(&call, "");
	ok("call: data of one buffer");
}

static void data_of_several_buffers(void)
{
	char none[1], first[4] = "abcd", second[4] = "efgh";
	const struct iovec vector[] = { { none, 0 }, { first, 4 }, { second, 4 } };
	struct msghdr message = { .msg_iov = (struct iovec *)vector, .msg_iovlen = 3 };
	const char *const gathering[] = { "writev", "pwritev", "pwritev2", "vmsplice" };
	const char *const scattering[] = { "readv", "preadv", "preadv2" };
	struct call call;

	for (size_t i = 0; i < sizeof(gathering) / sizeof(*gathering); i++) {
		ENTER(&call, gathering[i], 3, at(vector), 3);
		assert(call.size == 8);
		expect_data(&call, "abcd");
	}

	for (size_t i = 0; i < sizeof(scattering) / sizeof(*scattering); i++) {
		ENTER(&call, scattering[i], 3, at(vector + 1), 2);
		assert(call.size == 8 && call.buffer == at(first));
		expect_data(&call, "");
		come_back(&call, 2);
		expect_data(&call, "ab");
	}

	ENTER(&call, "sendmsg", 3, at(&message), MSG_NOSIGNAL);
	assert(call.size == 8);
	expect_call(&call, "MSG_NOSIGNAL");
	expect_data(&call, "abcd");

	ENTER(&call, "recvmsg", 3, at(&message), 0);
	expect_data(&call, "");
	come_back(&call, 2);
	expect_data(&call, "ab");
	ok("call: data of several buffers is the first one's");
}

static void option_values(void)
{
	const int one = 1;
	const struct linger linger = { 0 };
	struct call call;

	ENTER(&call, "setsockopt", 3, SOL_SOCKET, SO_REUSEADDR, at(&one), sizeof(one));
	expect_call(&call, "value=1 level=SOL_SOCKET name=SO_REUSEADDR");
	ENTER(&call, "setsockopt", 3, SOL_SOCKET, SO_LINGER, at(&linger), sizeof(linger));
	expect_call(&call, "level=SOL_SOCKET name=SO_LINGER");
	ok("call: options that are numbers");
}

static void handlers(void)
{
	const uint64_t dispositions[] = { 0, 1, 4096 };
	const char *const want[] = {
		"signal=SIGPIPE handler=SIG_DFL", "signal=SIGPIPE handler=SIG_IGN",
		"signal=SIGPIPE handler=function",
	};
	struct call call;

	for (size_t i = 0; i < COUNT(want); i++) {
		ENTER(&call, "rt_sigaction", SIGPIPE, at(&dispositions[i]));
		expect_call(&call, want[i]);
	}
	ENTER(&call, "rt_sigaction", SIGPIPE, 0);
	expect_call(&call, "signal=SIGPIPE");
	ok("call: dispositions of signals");
}

static void statuses_of_waits(void)
{
	static const struct {
		int status;
		const char *want;
	} rows[] = {
		{ 3 << 8, "exited 3" },
		{ SIGKILL, "killed SIGKILL" },
		{ SIGSEGV | 0x80, "killed SIGSEGV" },
		{ SIGTSTP << 8 | 0x7f, "stopped SIGTSTP" },
		{ 0xffff, "continued" },
	};
	char want[64];
	struct call call;

	for (size_t i = 0; i < COUNT(rows); i++) {
		ENTER(&call, "wait4", (uint64_t)-1, at(&rows[i].status));
		come_back(&call, 9);
		(void)snprintf(want, sizeof(want), "pid=-1 %s", rows[i].want);
		expect_call(&call, want);
	}
	ENTER(&call, "wait4", (uint64_t)-1, at(&rows[0].status), WNOHANG);
	come_back(&call, 0);	/* nobody has ended */
	expect_call(&call, "pid=-1 WNOHANG");
	ok("call: what a wait has learnt");
}

static void statuses_of_waitid(void)
{
	static const struct {
		int code, pid, status;
		const char *want;
	} rows[] = {
		{ CLD_EXITED, 9, 3, "exited 3" },
		{ CLD_KILLED, 9, SIGKILL, "killed SIGKILL" },
		{ CLD_DUMPED, 9, SIGSEGV, "killed SIGSEGV" },
		{ CLD_STOPPED, 9, SIGTSTP, "stopped SIGTSTP" },
		{ CLD_CONTINUED, 9, SIGCONT, "continued SIGCONT" },
		{ 0, 0, 0, "" },	/* with WNOHANG: nobody has ended */
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		siginfo_t info = { .si_code = rows[i].code };
		struct call call;

		info.si_pid = rows[i].pid;
		info.si_status = rows[i].status;
		ENTER(&call, "waitid", P_ALL, 0, at(&info), WEXITED);
		come_back(&call, 0);
		expect_text("waitid", call.status, rows[i].want);
		expect(call.result == rows[i].pid, rows[i].want);
	}
	ok("call: what waitid has learnt, and of whom");
}

static void pairs(void)
{
	const int pair[] = { 5, 6 };
	struct call call;

	ENTER(&call, "pipe", at(pair));
	come_back(&call, 0);
	expect_call(&call, "first=5 second=6");
	ENTER(&call, "pipe2", at(pair), 0);
	come_back(&call, 0);
	expect_call(&call, "first=5 second=6");
	ENTER(&call, "socketpair", AF_UNIX, SOCK_STREAM, 0, at(pair));
	come_back(&call, 0);
	expect_call(&call, "protocol=0 first=5 second=6 domain=AF_UNIX type=SOCK_STREAM");
	ok("call: pairs of descriptors");
}

static void waits_with_an_end(void)
{
	static const int64_t time[2] = { 3, 5 }, ages[2] = { 1LL << 40, 0 }, begin[2] = { 1, 0 };
	const struct {
		const char *name;
		uint64_t argument[6];
		int64_t want_ns;
	} rows[] = {
		{ "poll", { 0, 1, 0 }, 0 },
		{ "poll", { 0, 1, 500 }, 500000000 },
		{ "poll", { 0, 1, (uint32_t)-1 }, WAITS_FOR_EVER },
		{ "ppoll", { 0, 1, 0 }, WAITS_FOR_EVER },
		{ "ppoll", { 0, 1, at(time) }, 3000000005 },
		{ "select", { 4, at(time), 0, 0, 0 }, WAITS_FOR_EVER },
		{ "select", { 4, 0, 0, 0, at(time) }, 3000005000 },
		{ "pselect6", { 4, 0, 0, 0, at(time) }, 3000000005 },
		{ "pselect6", { 4, 0, 0, 0, at(ages) }, WAITS_FOR_EVER },
		{ "epoll_wait", { 3, 4096, 1, (uint64_t)-1 }, WAITS_FOR_EVER },
		{ "epoll_wait", { 3, 4096, 1, 10 }, 10000000 },
		{ "epoll_pwait", { 3, 4096, 1, 10 }, 10000000 },
		{ "epoll_pwait2", { 3, 4096, 1, at(time) }, 3000000005 },
		{ "recvmmsg", { 3, 0, 1, 0, at(time) }, 3000000005 },
		{ "rt_sigtimedwait", { 0, 0, at(time) }, 3000000005 },
		{ "nanosleep", { at(time) }, 3000000005 },
		{ "clock_nanosleep", { CLOCK_MONOTONIC, 0, at(time) }, 3000000005 },
		{ "clock_nanosleep", { CLOCK_MONOTONIC, TIMER_ABSTIME, at(begin) }, 0 },
		{ "read", { 3, 4096, 1 }, WAITS_FOR_EVER },
		{ "pause", { 0 }, WAITS_FOR_EVER },
	};
	struct sock sock = { .timeout_ns = { 7 } };

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct call call;

		call_enter(&call, kind(rows[i].name), getpid(), rows[i].argument);
		expect(call_waits_ns(&call) == rows[i].want_ns, rows[i].name);
		call.descriptor.sock = &sock;	/* with SO_RCVTIMEO: what has a time-out keeps it */
		expect(call_waits_ns(&call) ==
		       (rows[i].want_ns == WAITS_FOR_EVER ? 7 : rows[i].want_ns), rows[i].name);
	}
	ok("call: waits that end by themselves");
}

static void births(void)
{
	const uint64_t thread = CLONE_THREAD | CLONE_FILES | CLONE_VM, child = SIGCHLD;
	struct call call;

	ENTER(&call, "clone", thread);
	assert(call_makes_thread(&call) && call_shares_files(&call));
	ENTER(&call, "clone", child);
	assert(!call_makes_thread(&call) && !call_shares_files(&call));
	ENTER(&call, "clone3", at(&thread));
	assert(call_makes_thread(&call) && call_shares_files(&call));
	ENTER(&call, "fork", thread);	/* takes no argument */
	assert(!call_makes_thread(&call));
	ok("call: threads and processes");
}

/* A splice is told by its socket, and goes the way that it lies. */
static void directions(void)
{
	struct sock sock = { .timeout_ns = { 7, 8 } };
	struct call call;

	ENTER(&call, "splice", 3, 0, 4, 0, 100);
	assert(call_other_fd(&call) == 4);
	call.descriptor.sock = &sock;
	argument_direction(&call, true);
	expect_text("splice", call.pattern_name, "splice:in");
	assert(!call.sends && call_waits_ns(&call) == 7);
	argument_direction(&call, false);
	expect_text("splice", call.pattern_name, "splice:out");
	assert(call.sends && call_waits_ns(&call) == 8);
	ENTER(&call, "sendfile", 4, 3, 0, 100);
	assert(call_other_fd(&call) == -1 && call.sends);
	ok("call: a splice takes in or gives out");
}

/* What is asked of a call's row in several places, by the names of all that have it. */
static void expect_trait(enum call_trait trait, const char *want)
{
	const struct call_kind *row;
	char text[512] = "";
	size_t len = 0;

	for (size_t i = 0; (row = calls_at(i)); i++)
		if (row->traits & trait)
			len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s",
						len ? " " : "", row->name);
	expect_text("trait", text, want);
}

static void traits(void)
{
	expect_trait(ON_TWO_FDS, "splice");
	expect_trait(MAKES_FD, "socket accept accept4 dup dup2 dup3 eventfd eventfd2 signalfd"
			       " signalfd4 epoll_create epoll_create1"
			       " timerfd_create pidfd_getfd memfd_create io_uring_setup");
	expect_trait(HAS_SIZE, "read pread64 write pwrite64 recvfrom sendto");
	expect_trait(MOVES_DATA, "read pread64 write pwrite64 recvfrom sendto readv writev recvmsg"
				 " sendmsg recvmmsg sendmmsg preadv preadv2 pwritev pwritev2 sendfile"
				 " splice vmsplice tee");
	expect_trait(SENDS, "write pwrite64 sendto writev sendmsg sendmmsg pwritev pwritev2"
			    " sendfile vmsplice tee");
	expect_trait(PRINTS, "write pwrite64 writev pwritev pwritev2");
	expect_trait(ENDS_CONVERSATION, "shutdown close");
	expect_trait(CONNECTS, "connect");
	expect_trait(ONLY_ASKS, "ioctl poll ppoll select pselect6 epoll_wait epoll_pwait"
				" epoll_pwait2 nanosleep clock_nanosleep");
	expect_trait(IS_ASIDE, "getsockname getpeername setsockopt getsockopt fcntl epoll_ctl"
			       " rt_sigaction rt_sigprocmask alarm setitimer timer_settime"
			       " timerfd_settime");
	expect_trait(WAITS_FOR_CHILD, "wait4 waitid");
	expect_trait(EXECUTES, "execve execveat");
	expect_trait(IS_NOT_TOLD, "chdir fchdir open openat openat2 creat");
	expect_trait(ENDS_THREAD, "exit exit_group");
	ok("call: traits");
}

/* The last: who adds a row says here, too, how it is decoded. */
static void each_row_is_tried(void)
{
	for (size_t i = 0; calls_at(i); i++)
		expect(tried[i] || calls_at(i)->traits & IS_NOT_TOLD, calls_at(i)->name);
	ok("call: each row is decoded by one of these tests");
}

int main(void)
{
	the_table();
	numbers_passed();
	addresses();
	data_of_one_buffer();
	data_of_several_buffers();
	option_values();
	handlers();
	statuses_of_waits();
	statuses_of_waitid();
	pairs();
	waits_with_an_end();
	births();
	directions();
	traits();
	each_row_is_tried();
	return 0;
}
