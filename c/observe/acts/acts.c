#include "acts/acts.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "text/names.h"
#include "wire/owner.h"
#include "tracer/syscall_stop.h"
#include "tracer/registers.h"

static struct json *begin(struct run *run, const char *what, const struct process *process)
{
	struct json *json = record_begin(&run->record, clock_ns(), "act");

	json_text(json, "what", what);
	json_text(json, "role", run_role(run, process));
	json_int(json, "pid", process->pid);
	return json;
}

/* Why a thread is let go: what its hold waits for has happened, or nothing can happen. */
enum release { RELEASE_MET, RELEASE_QUIET, RELEASE_GIVEN_UP };

static void let_go(struct run *run, struct thread *thread, enum release why)
{
	struct json *json = begin(run, "release", thread->process);

	json_text(json, "call", thread->call.kind->name);
	json_bool(json, "met", why != RELEASE_GIVEN_UP);
	if (why == RELEASE_QUIET)
		json_bool(json, "quiet", true);
	record_end(&run->record);
	run->effects++;
	syscall_stop_proceed(run, thread);
}

/* One act lets go; a thread that others hold, too, waits on. */
static void let_go_of(struct run *run, int act, enum release why)
{
	for (int i = 0; i < run->all.threads; i++) {
		struct thread *thread = run->all.thread[i];

		if (thread->state != THREAD_HELD || !(thread->holds & 1u << act))
			continue;
		thread->holds &= ~(1u << act);
		if (!thread->holds)
			let_go(run, thread, why);
	}
}

/*
 * The kernel wakes the first thread for a signal, if it does not block it, but not if we have
 * stopped it; and whichever comes by before it takes the signal, which each does that we let go on
 * (complete_signal() in kernel/signal.c). So it is given to that thread by name.
 */
static bool is_for_the_first(const struct process *process, int signal)
{
	return process_state(process->pid, process->pid) != 'Z' &&
	       !process_blocks(process->pid, signal);
}

static void send_signal(struct run *run, const struct process *process, int signal)
{
	struct json *json;

	if (!process || process->ended)
		return;
	json = begin(run, "signal", process);
	json_text(json, "signal", signal_name(signal));
	record_end(&run->record);
	/* It may just have ended: then nothing is owed. */
	if (is_for_the_first(process, signal))
		(void)syscall(SYS_tgkill, process->pid, process->pid, signal);
	else
		(void)kill(process->pid, signal);
}

/*
 * Signals that come by themselves, and by which nobody is told to do anything: a program
 * that handles one must bear it at any time. 0 if it handles none.
 */
static int harmless_signal(const struct process *process)
{
	static const int harmless[] = { SIGCHLD, SIGURG, SIGCONT };

	for (size_t i = 0; i < sizeof(harmless) / sizeof(*harmless); i++)
		if (process->caught & 1ull << harmless[i])
			return harmless[i];
	return 0;
}

/* A process of the role after the other; @from: NULL at first. NULL when there is none more. */
static struct process *next_of_role(struct run *run, int role, struct process *from)
{
	struct process *at = from ? from + 1 : run->all.process;

	for (; at < run->all.process + PROCESSES_MAX; at++)
		if (at->pid && !at->ended && at->role == role)
			return at;
	return NULL;
}

/*
 * Its first process; of a role that has put itself into the background the oldest that is left,
 * whose number such a program would write into its pid file.
 */
static struct process *leader_of(struct run *run, int role)
{
	struct process *first = process_find(&run->all, run->part[role].first);
	struct process *process = NULL, *oldest = NULL;

	if (first && !first->ended)
		return first;
	while ((process = next_of_role(run, role, process)))
		if (!oldest || process->pid < oldest->pid)
			oldest = process;
	return oldest ? oldest : first;
}

static void signal_role(struct run *run, const struct act *act)
{
	struct process *process = NULL;
	int signal;

	if (act->signal != SIGNAL_CAUGHT) {
		send_signal(run, leader_of(run, act->role), act->signal);
		return;
	}
	while ((process = next_of_role(run, act->role, process)))
		if ((signal = harmless_signal(process)))
			send_signal(run, process, signal);
}

/* Its processes can open so many more: what they hold now counts from 0 (getrlimit(2)). */
static void limit_role(struct run *run, const struct act *act)
{
	struct process *process = NULL;

	while ((process = next_of_role(run, act->role, process))) {
		rlim_t most =
			(rlim_t)process_highest_fd(process->pid) + 1 + (rlim_t)act->descriptors;
		const struct rlimit limit = { most, most };
		struct json *json = begin(run, "limit", process);

		json_int(json, "descriptors", act->descriptors);
		record_end(&run->record);
		if (prlimit(process->pid, RLIMIT_NOFILE, &limit, NULL) < 0 && errno != ESRCH)
			run_broken(run, "cannot limit the descriptors of a program");
	}
}

/*
 * What is written to a terminal's master is taken in by a worker of the kernel, whenever it
 * comes to run: until then it is on its way, and nobody's waiting would tell. Whoever asks
 * the other end whether there is something to read waits for that worker first
 * (drivers/tty/n_tty.c, n_tty_poll) - unless a whole line is there already, which the
 * program has not read.
 */
static void await_terminal(int master)
{
	struct pollfd end = { .events = POLLIN };

	do
		end.fd = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	while (end.fd < 0 && errno == EINTR);	/* by wake's alarm */
	if (end.fd < 0)
		return;	/* nobody holds it any more: nothing can come of what is typed */
	(void)poll(&end, 1, 0);
	(void)close(end.fd);
}

static void type(struct run *run, const struct act *act)
{
	const struct role_state *part = &run->part[act->role];
	struct process *process = process_find(&run->all, part->first);
	struct json *json;
	ssize_t written;

	if (part->terminal < 0 || !process)
		return;
	json = begin(run, "type", process);
	json_text(json, "text", act->text);
	record_end(&run->record);
	do
		written = write(part->terminal, act->text, strlen(act->text));
	while (written < 0 && errno == EINTR);
	if (written < 0)
		run_broken(run, "cannot type into a terminal");
	await_terminal(part->terminal);
}

static void meet(struct run *run, int place)
{
	struct act *act = &run->cast->act[place];

	act->done = true;
	if (act->kind == ACT_HOLD)
		let_go_of(run, place, RELEASE_MET);
	else if (act->kind == ACT_SIGNAL)
		signal_role(run, act);
	else if (act->kind == ACT_LIMIT)
		limit_role(run, act);
	else if (act->kind == ACT_TYPE)
		type(run, act);
}

void acts_happened(struct run *run, const struct happening *happening)
{
	for (int i = 0; i < run->cast->acts; i++) {
		struct act *act = &run->cast->act[i];

		if (act->has_from && !act->begun)
			act->begun = pattern_meets(&act->from, happening);
		else if (act->has_mark && !act->done && pattern_meets(&act->mark, happening))
			meet(run, i);
	}
}

static struct happening of_call(const struct run *run, const struct thread *thread,
				enum happening_kind kind, const char **constants)
{
	const struct call *call = &thread->call;

	for (int i = 0; i <= call->constants; i++)
		constants[i] = i < call->constants ? call->constant[i].value : NULL;
	return (struct happening){
		.kind = kind,
		.role = run_role(run, thread->process),
		.first = thread->process->first,
		.name = call->spoken,
		.fd_kind = fd_kind_name(call->fd_kind),
		.network = fd_is_network(call->fd_kind),
		.constants = constants,
		.result = call->result,
		.error = call->error,
	};
}

void acts_call(struct run *run, struct thread *thread, enum happening_kind kind)
{
	const char *constants[CONSTANTS_MAX + 1];
	struct happening happening;

	if (!run->cast->acts)
		return;
	happening = of_call(run, thread, kind, constants);
	acts_happened(run, &happening);
}

/*
 * Calls by name are those of conversations with the cast: what a program sends to its statistics
 * or asks of a name server is neither held nor counted.
 */
static bool is_meant(const struct run *run, const struct thread *thread, struct act *act,
		     const struct happening *happening)
{
	if (act->call.names && call_is_of_conversation(&thread->call) &&
	    !owner_talks_to_cast(run, thread))
		return false;
	return pattern_meets(&act->call, happening);
}

static void tell_hold(struct run *run, const struct thread *thread, const struct act *act)
{
	struct json *json = begin(run, "hold", thread->process);

	json_text(json, "call", thread->call.kind->name);
	json_text(json, "until", act->has_mark ? act->mark.shown : "quiet");
	record_end(&run->record);
}

/*
 * May the act do anything at all, at this moment? Before a role serves, there is nothing to keep it
 * from.
 */
static bool is_in_force(const struct run *run, const struct act *act)
{
	if (act->done || (act->has_from && !act->begun))
		return false;
	return act->call.names || run->part[act->role].ready;
}

/* Who asks only whether a child has ended does not wait: wait(2), WNOHANG. */
static bool never_waits(const struct call *call)
{
	return call->kind->traits & WAITS_FOR_CHILD && call_has_constant(call, "WNOHANG");
}

bool acts_holds(struct run *run, struct thread *thread)
{
	const char *constants[CONSTANTS_MAX + 1];
	struct happening happening;

	if (!run->cast->acts || run->winding_up)
		return false;
	happening = of_call(run, thread, HAPPENING_ENTER, constants);
	thread->holds = 0;
	/* Every pattern sees every call, whoever holds it: nth=N counts them all. */
	for (int i = 0; i < run->cast->acts; i++) {
		struct act *act = &run->cast->act[i];

		if (act->kind != ACT_HOLD || !is_meant(run, thread, act, &happening) ||
		    !is_in_force(run, act) || (act->call.names && never_waits(&thread->call)))
			continue;
		thread->holds |= 1u << i;
		tell_hold(run, thread, act);
	}
	if (thread->holds)
		thread->state = THREAD_HELD;
	return thread->holds;
}

/* A signal interrupts a call that waits; one that does not gets EAGAIN: accept(2), recv(2). */
static bool can_fail_so(const struct thread *thread, int error)
{
	const struct call *call = &thread->call;

	return error != EINTR || call->fd < 0 ||
	       (descriptor_waits(thread->process->pid, call->fd) &&
		!call_has_constant(call, "MSG_DONTWAIT"));
}

static void alter(struct run *run, struct thread *thread, struct act *act)
{
	struct call *call = &thread->call;
	int rc = 0;

	if (act->kind == ACT_SHORT && call->kind->traits & HAS_SIZE &&
	    call->argument[2] > (uint64_t)act->bytes) {
		rc = registers_set_argument(thread->tid, 2, (uint64_t)act->bytes);
		call->act = "short";
	} else if (act->kind == ACT_FAIL && !act->done && can_fail_so(thread, act->error)) {
		rc = registers_skip_call(thread->tid, act->error);
		call->act = "fail";
		call->failed_with = act->error;
		act->done = true;
	}
	if (rc)
		run_broken(run, "cannot change the registers of a thread");
}

void acts_alters(struct run *run, struct thread *thread)
{
	const char *constants[CONSTANTS_MAX + 1];
	struct happening happening;

	if (!run->cast->acts || run->winding_up)
		return;
	happening = of_call(run, thread, HAPPENING_ENTER, constants);
	for (int i = 0; i < run->cast->acts; i++) {
		struct act *act = &run->cast->act[i];

		if ((act->kind == ACT_SHORT || act->kind == ACT_FAIL) && is_in_force(run, act) &&
		    is_meant(run, thread, act, &happening))
			alter(run, thread, act);
	}
}

/* The acts that hold somebody, bits 1 << place. */
static uint32_t holding(const struct run *run)
{
	uint32_t acts = 0;

	for (int i = 0; i < run->all.threads; i++)
		if (run->all.thread[i]->state == THREAD_HELD)
			acts |= run->all.thread[i]->holds;
	return acts;
}

/* Of acts, bits 1 << place, the first lets go. Return: was there one? */
static bool let_one_go(struct run *run, uint32_t acts, enum release why)
{
	int act;

	if (!acts)
		return false;
	act = __builtin_ctz(acts);
	run->cast->act[act].done = true;
	let_go_of(run, act, why);
	return true;
}

bool acts_was_waited_for(struct run *run)
{
	uint32_t meant = 0;

	for (int i = 0; i < run->cast->acts; i++)
		meant |= (uint32_t)run->cast->act[i].or_waits << i;
	return let_one_go(run, holding(run) & meant, RELEASE_QUIET);
}

/* Those that are meant to last until everything has come to rest are the first to go. */
bool acts_gives_up(struct run *run)
{
	uint32_t meant = 0;

	for (int i = 0; i < run->cast->acts; i++)
		meant |= (uint32_t)run->cast->act[i].or_quiet << i;
	return let_one_go(run, holding(run) & meant, RELEASE_QUIET) ||
	       let_one_go(run, holding(run), RELEASE_GIVEN_UP);
}

void acts_release_all(struct run *run)
{
	while (acts_gives_up(run))
		continue;
}
