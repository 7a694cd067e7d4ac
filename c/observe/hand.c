#include "hand.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "names.h"
#include "passage.h"
#include "registers.h"

static struct json *begin(struct run *run, const char *what, const struct process *process)
{
	struct json *json = record_begin(&run->record, clock_ns(), "act");

	json_text(json, "what", what);
	json_text(json, "role", run_role(run, process));
	json_int(json, "pid", process->pid);
	return json;
}

static void let_go(struct run *run, struct thread *thread, bool met)
{
	struct json *json = begin(run, "release", thread->process);

	json_text(json, "call", thread->call.kind->name);
	json_bool(json, "met", met);
	record_end(&run->record);
	passage_proceed(run, thread);
}

/* One act lets go; a thread that others hold, too, waits on. */
static void let_go_of(struct run *run, int act, bool met)
{
	for (int i = 0; i < PROCESSES_MAX; i++) {
		struct thread *thread = &run->all.thread[i];

		if (!thread->tid || thread->state != THREAD_HELD || !(thread->holds & 1u << act))
			continue;
		thread->holds &= ~(1u << act);
		if (!thread->holds)
			let_go(run, thread, met);
	}
}

static void send_signal(struct run *run, const struct act *act)
{
	struct process *process = process_find(&run->all, run->part[act->role].first);
	struct json *json;

	if (!process || process->ended)
		return;
	json = begin(run, "signal", process);
	json_text(json, "signal", signal_name(act->signal));
	record_end(&run->record);
	(void)kill(process->pid, act->signal);	/* it may just have ended: then nothing is owed */
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
	const struct part *part = &run->part[act->role];
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
		let_go_of(run, place, true);
	else if (act->kind == ACT_SIGNAL)
		send_signal(run, act);
	else if (act->kind == ACT_TYPE)
		type(run, act);
}

void hand_happened(struct run *run, const struct happening *happening)
{
	for (int i = 0; i < run->cast->acts; i++) {
		struct act *act = &run->cast->act[i];

		if (act->has_mark && !act->done && pattern_meets(&act->mark, happening))
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

void hand_call(struct run *run, struct thread *thread, enum happening_kind kind)
{
	const char *constants[CONSTANTS_MAX + 1];
	struct happening happening;

	if (!run->cast->acts)
		return;
	happening = of_call(run, thread, kind, constants);
	hand_happened(run, &happening);
}

static void tell_hold(struct run *run, const struct thread *thread, const struct act *act)
{
	struct json *json = begin(run, "hold", thread->process);

	json_text(json, "call", thread->call.kind->name);
	json_text(json, "until", act->mark.shown);
	record_end(&run->record);
}

bool hand_holds(struct run *run, struct thread *thread)
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

		if (act->kind != ACT_HOLD || !pattern_meets(&act->call, &happening) || act->done)
			continue;
		thread->holds |= 1u << i;
		tell_hold(run, thread, act);
	}
	if (thread->holds)
		thread->state = THREAD_HELD;
	return thread->holds;
}

/* The third argument is the size in every shape that can be made short. */
static bool has_plain_size(enum shape shape)
{
	return shape == SHAPE_READ || shape == SHAPE_WRITE || shape == SHAPE_SEND ||
	       shape == SHAPE_RECEIVE;
}

static void alter(struct run *run, struct thread *thread, struct act *act)
{
	struct call *call = &thread->call;
	int rc = 0;

	if (act->kind == ACT_SHORT && has_plain_size(call->kind->shape) &&
	    call->argument[2] > (uint64_t)act->bytes) {
		rc = registers_set_argument(thread->tid, 2, (uint64_t)act->bytes);
		call->act = "short";
	} else if (act->kind == ACT_FAIL && !act->done) {
		rc = registers_skip_call(thread->tid, act->error);
		call->act = "fail";
		call->failed_with = act->error;
		act->done = true;
	}
	if (rc)
		run_broken(run, "cannot change the registers of a thread");
}

void hand_alters(struct run *run, struct thread *thread)
{
	const char *constants[CONSTANTS_MAX + 1];
	struct happening happening;

	if (!run->cast->acts || run->winding_up)
		return;
	happening = of_call(run, thread, HAPPENING_ENTER, constants);
	for (int i = 0; i < run->cast->acts; i++) {
		struct act *act = &run->cast->act[i];

		if ((act->kind == ACT_SHORT || act->kind == ACT_FAIL) &&
		    pattern_meets(&act->call, &happening) && !act->done)
			alter(run, thread, act);
	}
}

bool hand_gives_up(struct run *run)
{
	for (int i = 0; i < PROCESSES_MAX; i++) {
		struct thread *thread = &run->all.thread[i];
		int act;

		if (!thread->tid || thread->state != THREAD_HELD)
			continue;
		act = __builtin_ctz(thread->holds);
		run->cast->act[act].done = true;
		let_go_of(run, act, false);
		return true;
	}
	return false;
}

void hand_release_all(struct run *run)
{
	while (hand_gives_up(run))
		continue;
}
