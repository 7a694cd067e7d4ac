#include "acts/perform.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "acts/acts.h"
#include "quiescence.h"
#include "text/names.h"
#include "tracer/kernel.h"
#include "tracer/told.h"
#include "tracer/tracer.h"
#include "wire/owner.h"
#include "wire/sockets.h"

static void tell(struct run *run, const struct process *process, const struct act_event *act)
{
	run_tell(run, &(struct event){ .kind = EVENT_ACT, .act = *act,
				       .who = { run_role(run, process), process->pid, 0, false } });
}

/* Why a thread is let go: what its hold waits for has happened, or nothing can happen. */
enum release { RELEASE_MET, RELEASE_QUIET, RELEASE_GIVEN_UP };

static void let_go(struct run *run, struct thread *thread, enum release why)
{
	tell(run, thread->process, &(struct act_event){
		.what = "release", .call = thread->call.kind->name, .is_release = true,
		.met = why != RELEASE_GIVEN_UP, .quiet = why == RELEASE_QUIET,
	});
	run->effects++;
	tracer_let_go(run, thread);
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
	if (!process || process->ended)
		return;
	tell(run, process, &(struct act_event){ .what = "signal", .signal = signal_name(signal) });
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

static void signal_program(struct run *run, int place, int wanted)
{
	struct process *process = NULL;
	int signal;

	if (wanted != SIGNAL_CAUGHT) {
		send_signal(run, leader_of(run, place), wanted);
		return;
	}
	while ((process = next_of_role(run, place, process)))
		if ((signal = harmless_signal(process)))
			send_signal(run, process, signal);
}

/* Who ends a role that is two programs ends both. */
static void signal_role(struct run *run, const struct act *act)
{
	for (int place = 0; place < run->cast->roles; place++)
		if (run_is_same_role(run, place, act->role))
			signal_program(run, place, act->signal);
}

/* Its processes can open so many more: what they hold now counts from 0 (getrlimit(2)). */
static void limit_program(struct run *run, int place, const struct act *act)
{
	struct process *process = NULL;

	while ((process = next_of_role(run, place, process))) {
		rlim_t most =
			(rlim_t)process_highest_fd(process->pid) + 1 + (rlim_t)act->descriptors;
		const struct rlimit limit = { most, most };

		tell(run, process, &(struct act_event){ .what = "limit", .is_limit = true,
							.descriptors = act->descriptors });
		if (prlimit(process->pid, RLIMIT_NOFILE, &limit, NULL) < 0 && errno != ESRCH)
			run_broken(run, "cannot limit the descriptors of a program");
	}
}

/* Whichever program of a role the conversation goes through is short of them. */
static void limit_role(struct run *run, const struct act *act)
{
	for (int place = 0; place < run->cast->roles; place++)
		if (run_is_same_role(run, place, act->role))
			limit_program(run, place, act);
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
	while (end.fd < 0 && errno == EINTR);	/* by the alarm of signals.h */
	if (end.fd < 0)
		return;	/* nobody holds it any more: nothing can come of what is typed */
	(void)poll(&end, 1, 0);
	(void)close(end.fd);
}

static void type(struct run *run, const struct act *act)
{
	const struct role_state *part = &run->part[act->role];
	struct process *process = process_find(&run->all, part->first);
	ssize_t written;

	if (part->terminal < 0 || !process)
		return;
	tell(run, process, &(struct act_event){ .what = "type", .text = act->text });
	do
		written = write(part->terminal, act->text, strlen(act->text));
	while (written < 0 && errno == EINTR);
	if (written < 0)
		run_broken(run, "cannot type into a terminal");
	await_terminal(part->terminal);
}

static void perform(struct run *run, int place)
{
	const struct act *act = &run->cast->act[place];

	if (act->kind == ACT_HOLD)
		let_go_of(run, place, RELEASE_MET);
	else if (act->kind == ACT_SIGNAL)
		signal_role(run, act);
	else if (act->kind == ACT_LIMIT)
		limit_role(run, act);
	else if (act->kind == ACT_TYPE)
		type(run, act);
}

struct lingering {
	const struct run *run;
	const char *role;
	bool listens;
};

static void look_for_listener(void *context, const struct tcp_socket *socket)
{
	struct lingering *look = context;
	const char *role = NULL;

	if (socket->state == STATE_LISTEN)
		role = owner_name(look->run, owner_of_socket(look->run, &socket->local,
							     &socket->remote));
	look->listens |= role && !strcmp(role, look->role);
}

/*
 * Of a role whose processes have all ended the kernel may not have closed the listener yet. What a
 * ring has held is given up by a worker, some time after: io_ring_exit_work() in io_uring.c.
 */
static bool lingers(const struct run *run, const char *role)
{
	struct lingering look = { run, role, false };

	(void)sockets_pass(run_sockets(run), look_for_listener, &look);
	return look.listens;
}

/*
 * A program that tells its calls is at the gate before each: a signal that comes there does not
 * interrupt the call (told.h). So it is sent when the program is in the call, and waits.
 */
static bool is_at_gate(struct run *run, int place)
{
	const struct process *process = leader_of(run, place);

	for (int i = 0; i < run->all.threads; i++) {
		const struct thread *thread = run->all.thread[i];

		if (thread->process == process && thread->state == THREAD_IN_CALL &&
		    (told_awaits(thread->tid) || !quiescence_waits(thread)))
			return true;
	}
	return false;
}

/* Its moment is that none of a role is left, and something is; or its signal would be lost. */
static bool is_too_early(struct run *run, const struct act *act)
{
	if (pattern_is_of_last_end(&act->mark) && lingers(run, act->mark.role))
		return true;
	return kernel_lacks(MEANS_TRACING) && act->kind == ACT_SIGNAL && is_at_gate(run, act->role);
}

/* Of the acts whose moment has come, bits 1 << place. */
static uint32_t too_early(struct run *run)
{
	uint32_t early = 0;

	for (int i = 0; i < run->cast->acts; i++)
		if (run->met & 1u << i && is_too_early(run, &run->cast->act[i]))
			early |= 1u << i;
	return early;
}

/* Letting a thread go is an event, too, and may be the moment of another act. */
void perform_met(struct run *run)
{
	uint32_t due;

	while ((due = run->met & ~too_early(run))) {
		int place = __builtin_ctz(due);

		run->met &= ~(1u << place);
		perform(run, place);
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
	run->cast->act[act].done = !run->cast->act[act].each;
	let_go_of(run, act, why);
	perform_met(run);
	return true;
}

bool perform_waited_for(struct run *run)
{
	return let_one_go(run, holding(run) & acts_that_wait(run->cast), RELEASE_QUIET);
}

/* Those that are meant to last until everything has come to rest are the first to go. */
bool perform_giving_up(struct run *run)
{
	return let_one_go(run, holding(run) & acts_until_quiet(run->cast), RELEASE_QUIET) ||
	       let_one_go(run, holding(run), RELEASE_GIVEN_UP);
}

void perform_release_all(struct run *run)
{
	while (perform_giving_up(run))
		continue;
}
