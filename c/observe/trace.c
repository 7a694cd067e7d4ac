#include "trace.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/* After <sys/ptrace.h>, which declares what it needs and lacks this one. */
#include <linux/ptrace.h>

#include "hand.h"
#include "names.h"
#include "stop.h"

/* In the kernel only; a tracer sees them: include/linux/errno.h. */
enum { ERESTARTSYS = 512, ERESTARTNOINTR = 513, ERESTARTNOHAND = 514,
       ERESTART_RESTARTBLOCK = 516 };

enum { SPINS = 20000 };

#if defined(__x86_64__)
enum { ARCHITECTURE = AUDIT_ARCH_X86_64 };
#elif defined(__aarch64__)
enum { ARCHITECTURE = AUDIT_ARCH_AARCH64 };
#endif

enum how { TO_RETURN = PTRACE_SYSCALL, FREELY = PTRACE_CONT, STAY_STOPPED = PTRACE_LISTEN };

/* A thread that has been killed meanwhile cannot be resumed; its end is reported next. */
static void resume(struct run *run, pid_t tid, enum how how, int signal)
{
	long data = signal;	/* ptrace(2) of glibc takes what follows as it comes */
	long rc = how == TO_RETURN ? ptrace(PTRACE_SYSCALL, tid, 0, data) :
		  how == FREELY	   ? ptrace(PTRACE_CONT, tid, 0, data) :
				     ptrace(PTRACE_LISTEN, tid, 0, 0);

	if (rc < 0 && errno != ESRCH)
		run_broken(run, "cannot resume a thread");
}

int trace_begin(struct run *run, pid_t pid, int role)
{
	const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK |
			     PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC |
			     PTRACE_O_EXITKILL;
	struct process *process = process_add(&run->all, pid);
	struct thread *thread = thread_add(&run->all, pid);
	struct json *json;

	if (!process || !thread)
		return -EAGAIN;
	if (ptrace(PTRACE_SEIZE, pid, 0, options) < 0)
		return -errno;
	process->files = files_new();
	if (!process->files)
		return -ENOMEM;
	process->role = role;
	process->first = true;
	process->parent = getpid();
	process->threads = 1;
	thread->process = process;
	thread->state = THREAD_RUNS;
	run->part[role].alive = 1;

	json = record_begin(&run->record, clock_ns(), "born");
	json_text(json, "role", run_role(run, process));
	json_int(json, "pid", pid);
	json_int(json, "parent", process->parent);
	json_text(json, "how", "launch");
	record_end(&run->record);
	return 0;
}

/* What a thread was in has no end: it ends, or another program takes its place. */
static void end_in_call(struct run *run, struct thread *thread)
{
	struct who who = run_who(run, thread);

	if (thread->again.kind)
		record_call(&run->record, &who, &thread->again, true);
	if (thread->call.kind)
		record_call(&run->record, &who, &thread->call, true);
	thread->again.kind = thread->call.kind = NULL;
}

/* Birth ----------------------------------------------------------------- */

static void tell_birth(struct run *run, const struct process *process, pid_t tid, pid_t parent,
		       const char *how)
{
	struct json *json = record_begin(&run->record, clock_ns(), "born");

	json_text(json, "role", run_role(run, process));
	json_int(json, "pid", process->pid);
	if (tid != process->pid)
		json_int(json, "tid", tid);
	json_int(json, "parent", parent);
	json_text(json, "how", how);
	record_end(&run->record);
}

static struct process *new_process(struct run *run, const struct thread *parent, pid_t pid)
{
	struct process *process = process_add(&run->all, pid);
	bool shares;

	if (!process) {
		process_sweep(&run->all);
		process = process_add(&run->all, pid);
	}
	if (!process)
		return NULL;
	shares = parent->call.kind && call_shares_files(&parent->call, parent->tid);
	process->files = shares ? parent->process->files : files_copy(parent->process->files);
	if (!process->files)
		return NULL;
	process->files->holders += shares;
	process->parent = parent->process->pid;
	process->role = parent->process->role;
	process->launched = true;
	process->caught = parent->process->caught;
	process->restarts = parent->process->restarts;
	process->disowns = parent->process->disowns;
	run->part[process->role].alive++;
	return process;
}

static void on_exited(struct run *run, struct thread *thread, int status);

/* The call that made it tells; of one that is not recorded, /proc knows. */
static bool is_thread_of(const struct thread *parent, pid_t tid)
{
	if (parent->call.kind)
		return call_makes_thread(&parent->call, parent->tid);
	return process_state(parent->process->pid, tid) != 0;
}

/* It has reported itself before its parent told of it. */
static void catch_up(struct run *run, struct thread *child)
{
	if (child->gone) {
		on_exited(run, child, child->status);
		return;
	}
	child->state = THREAD_RUNS;
	if (child->stopped)
		resume(run, child->tid, FREELY, 0);
	child->stopped = false;
}

/* PTRACE_EVENT_FORK and its kin: the parent tells whom it has made. */
static void on_child(struct run *run, struct thread *parent, int status)
{
	int event = (int)((unsigned)status >> 16);
	const char *how = event == PTRACE_EVENT_FORK ? "fork" :
			  event == PTRACE_EVENT_VFORK ? "vfork" : "clone";
	unsigned long tid = 0;
	struct process *process;
	struct thread *child;
	bool is_thread;

	/* Beyond the limit children stay stopped where they were born, and die with the world. */
	if (run->reason == END_PROCESSES)
		return;
	if (ptrace(PTRACE_GETEVENTMSG, parent->tid, 0, &tid) < 0)
		return;
	is_thread = is_thread_of(parent, (pid_t)tid);
	process = is_thread ? parent->process : new_process(run, parent, (pid_t)tid);
	child = thread_find(&run->all, (pid_t)tid);
	if (!child)
		child = thread_add(&run->all, (pid_t)tid);
	if (!process || !child) {
		run_end(run, END_PROCESSES);
		return;
	}
	/* glibc's fork(3) is a clone(2) that is reported as a fork if it asks for SIGCHLD. */
	tell_birth(run, process, (pid_t)tid, parent->process->pid, is_thread ? "thread" : how);
	process->threads++;
	child->process = process;
	catch_up(run, child);
}

/* The first stop of a child whose parent's event is still to come: it waits for that. */
static void on_unknown(struct run *run, pid_t tid, bool gone, int status)
{
	struct thread *thread = thread_add(&run->all, tid);

	if (!thread) {
		run_end(run, END_PROCESSES);
		return;
	}
	thread->state = THREAD_NEW;
	thread->stopped = !gone;
	thread->gone = gone;
	thread->status = status;
}

static void forget_threads_but(struct run *run, struct process *process, pid_t tid)
{
	for (int i = 0; i < PROCESSES_MAX; i++) {
		struct thread *thread = &run->all.thread[i];

		if (thread->tid && thread->process == process && thread->tid != tid)
			thread_remove(&run->all, thread);
	}
	process->threads = 1;
}

static void tell_exec(struct run *run, const struct process *process)
{
	struct json *json = record_begin(&run->record, clock_ns(), "exec");
	char path[64], text[4096];
	ssize_t len;
	int fd;

	json_text(json, "role", run_role(run, process));
	json_int(json, "pid", process->pid);
	(void)snprintf(path, sizeof(path), "/proc/%d/exe", process->pid);
	len = readlink(path, text, sizeof(text) - 1);
	text[len < 0 ? 0 : len] = '\0';
	json_text(json, "path", text);

	(void)snprintf(path, sizeof(path), "/proc/%d/cmdline", process->pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	len = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);
	json_open(json, "argv", '[');
	for (ssize_t at = 0; at < len; at += (ssize_t)strlen(text + at) + 1) {
		text[len] = '\0';
		json_text(json, NULL, text + at);
	}
	json_close(json, ']');
	if (fd >= 0)
		(void)close(fd);
	record_end(&run->record);
}

/* ptrace(2), "execve(2) under ptrace": whoever called it is now the first thread. */
static void become_first(struct run *run, struct thread *first, pid_t former)
{
	struct thread *caller = thread_find(&run->all, former);

	if (!caller || caller == first)
		return;
	end_in_call(run, first);
	first->call = caller->call;
}

/* execve(2) gives a process a table of descriptors of its own, if it had shared one. */
static void forget_program(struct run *run, struct process *process)
{
	if (process->files->holders > 1) {
		files_release(process->files);
		process->files = files_new();
	}
	if (!process->files) {
		run_broken(run, "no memory");
		return;
	}
	files_forget(process->files, -1);
	process->caught = process->restarts = 0;
	process->timer[TIMER_POSIX] = (struct timer){ 0 };	/* timer_create(2), NOTES */
}

static void on_exec(struct run *run, pid_t tid)
{
	struct thread *thread = thread_find(&run->all, tid);
	unsigned long former = 0;

	if (!thread || !thread->process)
		return;
	if (ptrace(PTRACE_GETEVENTMSG, tid, 0, &former) == 0)
		become_first(run, thread, (pid_t)former);
	forget_threads_but(run, thread->process, tid);
	thread->state = THREAD_IN_CALL;
	forget_program(run, thread->process);
	tell_exec(run, thread->process);
}

/* Calls ----------------------------------------------------------------- */

/* What the kernel forgets at once, before a program can know that it did. */
static void forget_descriptors(struct process *process, const struct call *call)
{
	switch (call->kind->shape) {
	case SHAPE_CLOSE:
		if (call->fd >= 0)
			files_forget(process->files, call->fd);
		break;
	case SHAPE_CLOSE_RANGE:
		files_forget_range(process->files, (unsigned)call->argument[0],
				   (unsigned)call->argument[1]);
		break;
	case SHAPE_DUP2:
		if (call->argument[0] != call->argument[1])
			files_forget(process->files, (int)call->argument[1]);
		break;
	default:
		break;
	}
}

static void go_in(struct run *run, struct thread *thread)
{
	thread->state = THREAD_IN_CALL;
	forget_descriptors(thread->process, &thread->call);
	if (thread->call.kind->shape == SHAPE_EXIT)
		end_in_call(run, thread);
	resume(run, thread->tid, TO_RETURN, 0);
}

void trace_proceed(struct run *run, struct thread *thread)
{
	thread->call.entered_ns = clock_ns();
	hand_alters(run, thread);
	hand_call(run, thread, HAPPENING_ENTER);
	go_in(run, thread);
}

/* What is kept of a call that is made again. */
struct earlier {
	int64_t entered_ns;	/* 0: there is none */
	const char *act;
};

/*
 * A call that is made again is one call, entered when it was made first. Between the two
 * a signal's handler may have made calls of the same kind, but lower on the stack.
 */
static struct earlier take_earlier(struct thread *thread, const struct call_kind *kind,
				   uint64_t stack)
{
	struct earlier earlier = { 0, NULL };

	if (thread->interrupted && thread->call.kind == kind && thread->stack == stack) {
		earlier = (struct earlier){ thread->call.entered_ns, thread->call.act };
	} else if (thread->again.kind == kind && thread->again_stack == stack) {
		earlier = (struct earlier){ thread->again.entered_ns, thread->again.act };
		thread->again.kind = NULL;
	}
	thread->interrupted = false;
	return earlier;
}

/* signal(7): a wait for a time is not made again, but gone on with, by restart_syscall(2). */
static void on_restart(struct run *run, struct thread *thread)
{
	if (thread->interrupted)
		thread->state = THREAD_IN_CALL;
	resume(run, thread->tid, thread->interrupted ? TO_RETURN : FREELY, 0);
	thread->interrupted = false;
}

/* What the call's descriptor means. Of the two of a splice, the socket is the one to be told. */
static void look_up(struct thread *thread)
{
	struct call *call = &thread->call;
	struct process *process = thread->process;
	int other = call_other_fd(call);

	if (call->fd < 0)
		return;
	call->descriptor = descriptor_of(process->files, process->pid, call->fd);
	if (other >= 0) {
		bool in = fd_is_network(descriptor_kind(&call->descriptor));

		if (!in)
			call->descriptor = descriptor_of(process->files, process->pid, call->fd = other);
		call_set_direction(call, in);
	}
	call->fd_kind = descriptor_kind(&call->descriptor);
}

static void on_recorded_entry(struct run *run, struct thread *thread, const struct call_kind *kind,
			      const struct ptrace_syscall_info *info)
{
	struct call *call = &thread->call;
	struct earlier earlier = take_earlier(thread, kind, info->stack_pointer);
	uint64_t argument[6];

	for (int i = 0; i < 6; i++)
		argument[i] = info->seccomp.args[i];
	thread->stack = info->stack_pointer;
	call_enter(call, kind, thread->tid, argument);
	look_up(thread);
	if (earlier.entered_ns) {
		call->entered_ns = earlier.entered_ns;
		call->act = earlier.act;
		go_in(run, thread);
	} else if (!thread->process->launched) {
		go_in(run, thread);	/* our own exec of its program: no act is meant for it */
	} else if (!hand_holds(run, thread)) {
		trace_proceed(run, thread);
	}
}

static void on_entry(struct run *run, struct thread *thread)
{
	struct ptrace_syscall_info info = { 0 };
	const struct call_kind *kind = NULL;
	uint8_t place;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, thread->tid, sizeof(info), &info) < 0)
		return;	/* killed in this moment */
	/* The second is x32, which x86-64 tells by a bit of the number: syscall(2). */
	if (info.arch != ARCHITECTURE || info.seccomp.nr & 0x40000000)
		run_lost_calls(run, thread->process->role, "it is a program of another architecture");
	else if (info.seccomp.nr < SYSCALLS_MAX && (place = run->filter.place[info.seccomp.nr]))
		kind = calls_at(place - 1u);
	/* Until its program runs, what a role calls is ours. */
	if (kind && !thread->process->launched && kind->shape != SHAPE_EXEC)
		kind = NULL;
	if (info.seccomp.nr == SYS_restart_syscall && info.arch == ARCHITECTURE)
		on_restart(run, thread);
	else if (kind)
		on_recorded_entry(run, thread, kind, &info);
	else
		resume(run, thread->tid, FREELY, 0);
}

static void made(struct thread *thread, int fd, enum fd_kind kind)
{
	struct call *call = &thread->call;

	call->made = fd;
	files_forget(thread->process->files, fd);
	call->made_descriptor = descriptor_of(thread->process->files, thread->process->pid, fd);
	if (call->made_descriptor.sock && kind != FD_UNKNOWN)
		call->made_descriptor.sock->kind = kind;
}

static void own_port(struct run *run, const struct process *process, struct sock *sock, int fd)
{
	bool udp = sock->kind == FD_DATAGRAM;

	if (!sock->port)
		sock->port = descriptor_local_port(process->pid, fd);
	if (sock->port)
		run->owner[udp][sock->port] = (uint8_t)(process->role + 1);
}

static bool is_its_port(const struct run *run, const struct process *process, uint16_t port)
{
	const struct role *role = &run->cast->role[process->role];

	return role->readiness == READY_SERVING && port && (!role->port || role->port == port);
}

static bool is_its_address(const struct run *run, const struct process *process, int fd)
{
	const struct role *role = &run->cast->role[process->role];

	return !role->has_address || descriptor_receives_at(process->pid, fd, &role->address);
}

static void on_serving(struct run *run, const struct process *process, const struct call *call,
		       const char *how)
{
	char address[SOCKADDR_TEXT];

	if (run->part[process->role].ready || !call->descriptor.sock ||
	    !is_its_port(run, process, call->descriptor.sock->port) ||
	    !is_its_address(run, process, call->fd))
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
		own_port(run, thread->process, sock, call->fd);
		on_serving(run, thread->process, call, "listen");
		break;
	case SHAPE_ADDRESS:
		if (call->kind->name[0] == 'c') {
			if (sock->kind == FD_STREAM)
				sock->kind = call->fd_kind = FD_CONNECTION;
			sock->port = 0;	/* a datagram socket may get another by it */
		}
		own_port(run, thread->process, sock, call->fd);
		if (sock->kind == FD_DATAGRAM)
			on_serving(run, thread->process, call, "bind");
		break;
	case SHAPE_SEND:
	case SHAPE_SENDMSG:
	case SHAPE_SENDMMSG:
		if (!sock->port)
			own_port(run, thread->process, sock, call->fd);
		break;
	default:
		break;
	}
}

static void reaped(struct run *run, pid_t pid, pid_t by)
{
	struct process *process = process_find(&run->all, pid);
	struct json *json;

	if (!process || !process->ended)
		return;
	json = record_begin(&run->record, clock_ns(), "reaped");
	json_text(json, "role", run_role(run, process));
	json_int(json, "pid", pid);
	json_int(json, "by", by);
	record_end(&run->record);
	process_remove(&run->all, process);
}

static bool option_is_time(const struct call *call)
{
	const char *name = call->constants > 1 ? call->constant[1].value : "";

	return !strcmp(name, "SO_RCVTIMEO") || !strcmp(name, "SO_SNDTIMEO");
}

static bool waits_without_taking(const struct call *call)
{
	for (int i = 0; i < call->constants; i++)
		if (!strcmp(call->constant[i].value, "WNOWAIT"))
			return true;
	return false;
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
		process->disowns = action[0] == (uintptr_t)SIG_IGN || action[1] & SA_NOCLDWAIT;
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
static void on_success(struct run *run, struct thread *thread)
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
		break;
	case SHAPE_OPTION:
		if (call->descriptor.sock && call->kind->name[0] == 's' && option_is_time(call))
			call->descriptor.sock->timed = true;
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

/* A connect that goes on by itself has its port already: EINPROGRESS, or a signal. */
static bool goes_on(const struct call *call)
{
	return call->kind->shape == SHAPE_ADDRESS && call->kind->name[0] == 'c' &&
	       (call->error == EINPROGRESS || call->error == EINTR);
}

/* Has it moved nothing? A close(2) that returns 0 has done something, a read(2) has not. */
static bool is_fruitless(const struct call *call)
{
	switch (call->kind->shape) {
	case SHAPE_POLL:
	case SHAPE_PPOLL:
	case SHAPE_SELECT:
	case SHAPE_EPOLL_WAIT:
	case SHAPE_EPOLL_PWAIT2:
		return true;
	case SHAPE_READ:
	case SHAPE_WRITE:
	case SHAPE_READV:
	case SHAPE_WRITEV:
	case SHAPE_RECEIVE:
	case SHAPE_SEND:
	case SHAPE_RECVMSG:
	case SHAPE_SENDMSG:
	case SHAPE_SENDFILE:
	case SHAPE_SPLICE:
	case SHAPE_WAIT4:
	case SHAPE_WAITID:
	case SHAPE_IOCTL:
		return call->error || call->result == 0;
	default:
		return call->error;
	}
}

/*
 * A loop that gets nowhere: the same one or two calls with the same results, none of
 * which moved anything, and nothing else happens in the whole run.
 */
static void look_for_spin(struct run *run, const struct thread *thread)
{
	const struct call *call = &thread->call;
	struct spin *spin = &run->spin;
	uint64_t signature = (uint64_t)(call->kind - calls_at(0)) << 48 ^
			     (uint64_t)(uint16_t)call->fd << 32 ^
			     (uint32_t)(call->error ? -call->error : (int)call->result);
	bool fruitless = is_fruitless(call);
	bool known = signature == spin->signature[0] || signature == spin->signature[1];

	if (!fruitless || !known || thread != spin->thread) {
		spin->signature[1] = fruitless ? spin->signature[0] : 0;
		spin->signature[0] = fruitless ? signature : 0;
		spin->thread = thread;
		spin->repeats = 0;
		return;
	}
	if (++spin->repeats >= SPINS)
		run_end(run, END_SPIN);
}

static void tell_return(struct run *run, struct thread *thread)
{
	struct call *call = &thread->call;
	struct who who = run_who(run, thread);
	bool waits = call->kind->shape == SHAPE_WAIT4 || call->kind->shape == SHAPE_WAITID;

	record_call(&run->record, &who, call, false);
	thread->process->last = call->kind;
	thread->process->last_fd = call->fd;
	look_for_spin(run, thread);
	hand_call(run, thread, HAPPENING_RETURN);
	if (waits && !call->error && call->result > 0 && !waits_without_taking(call))
		reaped(run, (pid_t)call->result, thread->process->pid);
	run_watch(run);
	if (!fd_is_network(call->fd_kind))
		run_hear(run, &run->part[thread->process->role]);
	call->kind = NULL;
}

static bool is_restart(int error)
{
	return error == ERESTARTSYS || error == ERESTARTNOINTR || error == ERESTARTNOHAND ||
	       error == ERESTART_RESTARTBLOCK;
}

/* Its program runs from now on: the exec that launched it is not its own call. */
static void on_launch(struct run *run, struct thread *thread)
{
	struct process *process = thread->process;

	if (thread->call.error) {
		/* execvp(3) goes on looking: what is not ENOENT tells more. */
		if (!process->launch_error || process->launch_error == ENOENT)
			process->launch_error = thread->call.error;
	} else {
		process->launched = true;
		if (run->cast->role[process->role].readiness == READY_AT_ONCE)
			run->part[process->role].ready = true;
	}
	thread->call.kind = NULL;
}

static void on_return(struct run *run, struct thread *thread)
{
	struct call *call = &thread->call;
	struct ptrace_syscall_info info = { 0 };

	thread->state = THREAD_RUNS;
	if (!call->kind || ptrace(PTRACE_GET_SYSCALL_INFO, thread->tid, sizeof(info), &info) < 0)
		return;
	call->returned_ns = clock_ns();
	call->result = info.exit.rval;
	call->error = call->failed_with ? call->failed_with :
		      info.exit.is_error ? (int)-info.exit.rval : 0;
	if (is_restart(call->error)) {
		thread->interrupted = true;
		return;
	}
	if (!thread->process->launched) {
		on_launch(run, thread);
		return;
	}
	call_return(call, thread->tid);
	if (!call->error || goes_on(call))
		on_success(run, thread);
	tell_return(run, thread);
}

/* Signals --------------------------------------------------------------- */

static bool is_caught(const struct process *process, int signal, bool *restarts)
{
	*restarts = process->restarts & 1ull << signal;
	return process->caught & 1ull << signal;
}

/*
 * A call that a signal has interrupted: the kernel decides between EINTR and doing it
 * again as the signal is delivered (arch/x86/kernel/signal.c, handle_signal).
 */
static void settle_interrupted(struct run *run, struct thread *thread, int signal)
{
	struct call *call = &thread->call;
	bool restarts, caught = is_caught(thread->process, signal, &restarts);

	if (!caught)
		return;	/* made again at once: still the same call */
	thread->interrupted = false;
	if (call->error == ERESTARTNOINTR || (call->error == ERESTARTSYS && restarts)) {
		thread->again = *call;
		thread->again_stack = thread->stack;
		call->kind = NULL;
		return;
	}
	call->error = EINTR;
	if (goes_on(call))
		on_success(run, thread);
	tell_return(run, thread);
}

static void on_signal(struct run *run, struct thread *thread, int signal)
{
	struct process *process = thread->process;
	siginfo_t info = { 0 };
	struct happening happening = { .kind = HAPPENING_GETS, .role = run_role(run, process),
				       .first = process->first, .signal = signal };
	struct json *json;

	if (ptrace(PTRACE_GETSIGINFO, thread->tid, 0, &info) < 0)
		return;	/* killed in this moment */
	if (!process->launched) {
		resume(run, thread->tid, FREELY, signal);
		return;
	}
	if (thread->interrupted)
		settle_interrupted(run, thread, signal);
	process->faulted = info.si_code > 0 &&
			   (signal == SIGSEGV || signal == SIGBUS || signal == SIGILL || signal == SIGFPE);
	process->fault = (uint64_t)(uintptr_t)info.si_addr;
	/* SIGPIPE, abort(3), kill(2) of oneself: it comes from the call that was just made. */
	if (info.si_code > 0 || info.si_pid != process->pid)
		process->last = NULL;

	json = record_begin(&run->record, clock_ns(), "signal");
	json_text(json, "role", happening.role);
	json_int(json, "pid", process->pid);
	if (thread->tid != process->pid)
		json_int(json, "tid", thread->tid);
	json_text(json, "signal", signal_name(signal));
	if (info.si_code <= 0 || signal == SIGCHLD)
		json_int(json, "sender", info.si_pid);
	record_end(&run->record);
	hand_happened(run, &happening);
	resume(run, thread->tid, FREELY, signal);
}

/* The end --------------------------------------------------------------- */

static void put_death(struct json *json, const struct process *process)
{
	const struct thread in = { .call = { .kind = process->last, .fd = process->last_fd } };
	char place[64];

	json_text(json, "signal", signal_name(WTERMSIG(process->status)));
	if (process->faulted && WTERMSIG(process->status) != SIGKILL) {
		json_hex(json, "address", process->fault);
	} else if (process->last) {
		thread_place(&in, place, sizeof(place));
		json_text(json, "in", place);
	}
}

static void tell_end(struct run *run, const struct process *process)
{
	struct json *json = record_begin(&run->record, clock_ns(), "ended");

	json_text(json, "role", run_role(run, process));
	json_int(json, "pid", process->pid);
	json_int(json, "parent", process->parent);
	if (WIFEXITED(process->status))
		json_int(json, "status", WEXITSTATUS(process->status));
	else
		put_death(json, process);
	record_end(&run->record);
}

static void tell_unlaunched(struct run *run, const struct process *process)
{
	struct json *json = record_begin(&run->record, clock_ns(), "unlaunched");

	json_text(json, "role", run_role(run, process));
	json_text(json, "path", run->cast->role[process->role].argv[0]);
	json_text(json, "error", errno_name(process->launch_error ? process->launch_error : EIO));
	record_end(&run->record);
	run_end(run, END_UNLAUNCHED);
}

/* wait(2): the children of one who ends go to init, which we are in this world. */
static void orphan_children(struct run *run, pid_t parent, pid_t heir)
{
	for (int i = 0; i < PROCESSES_MAX; i++)
		if (run->all.process[i].pid && run->all.process[i].parent == parent)
			run->all.process[i].parent = heir;
}

/* wait(2), NOTES: the status of a child whose parent ignores SIGCHLD is thrown away. */
static bool is_disowned(struct run *run, const struct process *process)
{
	const struct process *parent = process_find(&run->all, process->parent);

	return parent && parent->disowns && process_is_gone(process->pid);
}

static void end_process(struct run *run, struct process *process, int status)
{
	struct happening happening = { .kind = HAPPENING_ENDS, .role = run_role(run, process),
				       .first = process->first };
	pid_t self = getpid();

	process->ended = true;
	process->status = status;
	run->part[process->role].alive--;
	run_watch(run);
	run_hear(run, &run->part[process->role]);
	if (!process->launched) {
		tell_unlaunched(run, process);
		process_remove(&run->all, process);
		return;
	}
	tell_end(run, process);
	happening.result = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
	happening.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	hand_happened(run, &happening);
	orphan_children(run, process->pid, self);
	/* What we have launched is our own child, and this notice was its reaping. */
	if (process->parent == self)
		reaped(run, process->pid, self);
	else if (is_disowned(run, process))
		reaped(run, process->pid, process->parent);
}

static void on_exited(struct run *run, struct thread *thread, int status)
{
	struct process *process = thread->process;

	/* No stop tells of SIGKILL: what was last is too old to be what it died in. */
	if (process && WIFSIGNALED(status) && (WTERMSIG(status) == SIGKILL || !process->last)) {
		process->last = thread->call.kind;
		process->last_fd = thread->call.fd;
	}
	if (process && process->launched)
		end_in_call(run, thread);
	if (process && thread->tid == process->pid)
		end_process(run, process, status);
	else if (process)
		process->threads--;
	thread_remove(&run->all, thread);
}

void trace_stop(struct run *run, pid_t tid, int status)
{
	enum stop stop = stop_classify(status);
	struct thread *thread = thread_find(&run->all, tid);

	if (!thread) {
		/* Ended before, and orphaned since: we are its init and take its status. */
		if (stop == STOP_EXITED && process_find(&run->all, tid))
			reaped(run, tid, getpid());
		else if (run->reason != END_PROCESSES)
			on_unknown(run, tid, stop == STOP_EXITED, status);
		return;
	}
	thread->in_group_stop = stop == STOP_GROUP;
	switch (stop) {
	case STOP_ENTRY:
		on_entry(run, thread);
		return;
	case STOP_RETURN:
		on_return(run, thread);
		break;
	case STOP_SIGNAL:
		on_signal(run, thread, WSTOPSIG(status));
		return;
	case STOP_GROUP:
		resume(run, tid, STAY_STOPPED, 0);
		return;
	case STOP_CHILD:
		on_child(run, thread, status);
		resume(run, tid, TO_RETURN, 0);
		return;
	case STOP_EXEC:
		on_exec(run, tid);
		resume(run, tid, TO_RETURN, 0);
		return;
	case STOP_EXITED:
		on_exited(run, thread, status);
		return;
	case STOP_NONE:
	case STOP_COUNT:
		break;
	}
	if (thread->state == THREAD_NEW) {	/* seen before its parent's event */
		thread->stopped = true;
		return;
	}
	resume(run, tid, thread->state == THREAD_IN_CALL ? TO_RETURN : FREELY, 0);
}
