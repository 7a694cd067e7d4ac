#include "trace.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
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
	void *data = (void *)(long)signal;
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
	if (ptrace(PTRACE_SEIZE, pid, 0, (void *)options) < 0)
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
	run->part[process->role].alive++;
	return process;
}

/* PTRACE_EVENT_FORK and its kin: the parent tells whom it has made. */
static void on_child(struct run *run, struct thread *parent, int status)
{
	bool is_thread = parent->call.kind && call_makes_thread(&parent->call, parent->tid);
	int event = (int)((unsigned)status >> 16);
	const char *how = is_thread ? "thread" : event == PTRACE_EVENT_FORK ? "fork" :
			  event == PTRACE_EVENT_VFORK ? "vfork" : "clone";
	unsigned long tid = 0;
	struct process *process;
	struct thread *child;

	if (ptrace(PTRACE_GETEVENTMSG, parent->tid, 0, &tid) < 0)
		return;
	process = is_thread ? parent->process : new_process(run, parent, (pid_t)tid);
	child = thread_find(&run->all, (pid_t)tid);
	if (!child)
		child = thread_add(&run->all, (pid_t)tid);
	if (!process || !child) {
		run_end(run, END_PROCESSES);
		return;
	}
	/* glibc's fork(3) is a clone(2) that is reported as a fork if it asks for SIGCHLD. */
	tell_birth(run, process, (pid_t)tid, parent->process->pid, how);
	process->threads++;
	child->process = process;
	if (child->state == THREAD_NEW && child->stopped) {
		child->stopped = false;
		child->state = THREAD_RUNS;
		resume(run, child->tid, FREELY, 0);
	}
	child->state = THREAD_RUNS;
}

/* The first stop of a child whose parent's event is still to come: it waits for that. */
static void on_unknown(struct run *run, pid_t tid)
{
	struct thread *thread = thread_add(&run->all, tid);

	if (!thread) {
		run_end(run, END_PROCESSES);
		return;
	}
	thread->state = THREAD_NEW;
	thread->stopped = true;
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
static void on_exec(struct run *run, pid_t tid)
{
	struct thread *thread = thread_find(&run->all, tid);
	unsigned long former = 0;
	struct process *process;

	if (!thread || !thread->process)
		return;
	process = thread->process;
	if (ptrace(PTRACE_GETEVENTMSG, tid, 0, &former) == 0 && (pid_t)former != tid) {
		struct thread *caller = thread_find(&run->all, (pid_t)former);

		if (caller)
			thread->call = caller->call;
	}
	forget_threads_but(run, process, tid);
	thread->state = THREAD_IN_CALL;
	files_forget(process->files, -1);
	process->caught = process->restarts = 0;
	tell_exec(run, process);
}

/* Calls ----------------------------------------------------------------- */

static void end_in_call(struct run *run, struct thread *thread)
{
	struct who who = run_who(run, thread);

	record_call(&run->record, &who, &thread->call, true);
	thread->call.kind = NULL;
}

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

void trace_proceed(struct run *run, struct thread *thread)
{
	struct call *call = &thread->call;

	call->entered_ns = clock_ns();
	thread->state = THREAD_IN_CALL;
	hand_alters(run, thread);
	hand_call(run, thread, HAPPENING_ENTER);
	forget_descriptors(thread->process, call);
	if (call->kind->shape == SHAPE_EXIT)
		end_in_call(run, thread);
	resume(run, thread->tid, TO_RETURN, 0);
}

static bool is_same_call_again(const struct thread *thread, const struct call_kind *kind)
{
	return thread->interrupted && thread->call.kind == kind;
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
	int64_t entered_ns = is_same_call_again(thread, kind) ? call->entered_ns : 0;
	uint64_t argument[6];

	for (int i = 0; i < 6; i++)
		argument[i] = info->seccomp.args[i];
	thread->interrupted = false;
	call_enter(call, kind, thread->tid, argument);
	look_up(thread);
	if (kind->shape == SHAPE_URING)
		run_lost_calls(run, thread->process->role, "it uses io_uring");
	if (!entered_ns && hand_holds(run, thread))
		return;
	trace_proceed(run, thread);
	if (entered_ns)
		call->entered_ns = entered_ns;
}

static void on_entry(struct run *run, struct thread *thread)
{
	struct ptrace_syscall_info info = { 0 };
	const struct call_kind *kind = NULL;
	uint8_t place;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, thread->tid, sizeof(info), &info) < 0)
		return;	/* killed in this moment */
	if (info.arch != ARCHITECTURE)
		run_lost_calls(run, thread->process->role, "it is a program of another architecture");
	else if (info.seccomp.nr < SYSCALLS_MAX && (place = run->filter.place[info.seccomp.nr]))
		kind = calls_at(place - 1u);
	/* Until its program runs, what a role calls is ours. */
	if (kind && !thread->process->launched && kind->shape != SHAPE_EXEC)
		kind = NULL;
	if (kind)
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

	if (tracee_read(thread->tid, thread->call.argument[1], action, sizeof(action)) !=
	    sizeof(action))
		return;
	process->caught &= ~bit;
	process->restarts &= ~bit;
	if (action[0] != (uintptr_t)SIG_DFL && action[0] != (uintptr_t)SIG_IGN)
		process->caught |= bit;
	if (action[1] & SA_RESTART)
		process->restarts |= bit;
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
		thread->process->timed = call->argument[0] != 0;
		break;
	case SHAPE_TIMER:
		thread->process->timed = true;
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

static bool is_wait_for_many(enum shape shape)
{
	return shape == SHAPE_POLL || shape == SHAPE_PPOLL || shape == SHAPE_SELECT ||
	       shape == SHAPE_EPOLL_WAIT || shape == SHAPE_EPOLL_PWAIT2;
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
	bool fruitless = call->error || call->result == 0 || is_wait_for_many(call->kind->shape);
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
	if (call->error)
		(void)snprintf(thread->process->last_call, sizeof(thread->process->last_call),
			       call->fd >= 0 ? "%s(%d)" : "%s", call->kind->name, call->fd);
	else
		thread->process->last_call[0] = '\0';
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

	if (!caught || call->error == ERESTARTNOINTR || (call->error == ERESTARTSYS && restarts))
		return;	/* made again: still the same call */
	thread->interrupted = false;
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
	if (signal == SIGALRM)
		process->timed = false;

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
	json_text(json, "signal", signal_name(WTERMSIG(process->status)));
	if (process->faulted)
		json_hex(json, "address", process->fault);
	else if (process->last_call[0])
		json_text(json, "in", process->last_call);
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
}

static void on_exited(struct run *run, struct thread *thread, int status)
{
	struct process *process = thread->process;

	if (thread->call.kind && process && process->launched) {
		if (WIFSIGNALED(status))
			(void)snprintf(process->last_call, sizeof(process->last_call),
				       thread->call.fd >= 0 ? "%s(%d)" : "%s", thread->call.kind->name,
				       thread->call.fd);
		end_in_call(run, thread);
	}
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
		if (stop == STOP_EXITED)
			reaped(run, tid, getpid());
		else
			on_unknown(run, tid);
		return;
	}
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
