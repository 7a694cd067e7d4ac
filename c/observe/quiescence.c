#include "quiescence.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "text/names.h"
#include "tracer/kernel.h"
#include "wire/flow.h"
#include "wire/owner.h"
#include "wire/sockets.h"
#include "spin.h"

bool quiescence_leaders_ended(const struct run *run)
{
	if (run->started < run->cast->roles)
		return false;
	for (int i = 0; i < run->started; i++)
		if (run_leads(run, i) && run->part[i].alive)
			return false;
	return true;
}

/* Until the wait of a thread ends by itself. */
static int64_t wait_ns(const struct thread *thread)
{
	int64_t timer_ns = process_timer_ns(thread->process), left_ns;

	if (thread->call.kind) {
		left_ns = call_waits_ns(&thread->call);
		if (left_ns != WAITS_FOR_EVER)
			left_ns -= clock_ns() - thread->call.entered_ns;
	} else {
		left_ns = thread_futex_ns(thread);
	}
	return timer_ns < left_ns ? timer_ns : left_ns;
}

/* With another role: not with itself, by which a runtime wakes its loop. */
static bool is_with_another(const struct run *run, const struct process *process,
			    const struct sock *sock)
{
	return sock->kind == FD_CONNECTION &&
	       owner_of_socket(run, &sock->remote, &sock->local) != process->role;
}

/*
 * A descriptor of a connection is left: its peer has gone, and it has not been closed. What is
 * remembered of a number may be older than the last close by a thread that is in it: it is asked
 * for.
 */
static bool holds_connection(const struct run *run, const struct process *process)
{
	for (int fd = 0; process->files && fd < FILES_CACHED; fd++) {
		const struct descriptor *known = &process->files->fd[fd];
		struct descriptor now;

		if (!known->sock || !is_with_another(run, process, known->sock))
			continue;
		files_forget(process->files, fd);
		now = descriptor_of(process->files, process->pid, fd);
		if (now.sock && is_with_another(run, process, now.sock))
			return true;
	}
	return false;
}

static bool awaits_its_parent(const struct run *run, const struct process *process)
{
	for (int i = 0; process->ended && i < PROCESSES_MAX; i++)
		if (run->all.process[i].pid == process->parent)
			return !run->all.process[i].ended;
	return false;
}

/* Children to be waited for, connections to be closed: has it something to do yet? */
static bool is_unfinished(const struct run *run)
{
	for (int i = 0; i < PROCESSES_MAX; i++) {
		const struct process *process = &run->all.process[i];

		if (process->pid && (process->ended ? awaits_its_parent(run, process) :
						      holds_connection(run, process)))
			return true;
	}
	return false;
}

/*
 * How far ahead a wait's end is waited for. One that is longer than a run may last is for ever;
 * one whose end the deadline only cuts off is not.
 */
static int64_t horizon_ns(const struct run *run)
{
	if (!quiescence_leaders_ended(run))
		return run->cast->deadline_ms * 1000000;
	return is_unfinished(run) ? run->cast->idle_ms * 1000000 : 0;
}

bool quiescence_is_timed(const struct run *run, const struct thread *thread)
{
	return !thread->in_group_stop && thread->state != THREAD_HELD &&
	       wait_ns(thread) < horizon_ns(run);
}

bool quiescence_waits(const struct thread *thread)
{
	switch (thread_state(thread)) {
	case 'S':
		return thread_sleeps(thread);
	case 'T':	/* stopped by a signal: only another one moves it */
	case 'Z':	/* a first thread that has ended before the others */
		return true;
	case 'D':	/* for its child after vfork(2); in others for the kernel, which acts */
		return thread->call.kind && thread->call.waits_for_child;
	default:
		return false;
	}
}

/*
 * Does a thread run that the kernel has made for a ring? Nobody traces it. Where it looks for calls
 * by itself it does so for a while after the last one (io_uring_setup(2), "sq_thread_idle").
 */
static bool works_for_ring(const struct thread *thread)
{
	pid_t pid = thread->process->pid;
	struct dirent *entry;
	char path[64];
	bool works = false;
	DIR *tasks;

	if (!thread->process->has_ring || thread->tid != pid)
		return false;
	(void)snprintf(path, sizeof(path), "/proc/%d/task", pid);
	tasks = opendir(path);
	while (tasks && !works && (entry = readdir(tasks)))
		works = process_state(pid, (pid_t)strtol(entry->d_name, NULL, 10)) == 'R';
	if (tasks)
		(void)closedir(tasks);
	return works;
}

/* Where nobody is traced, a program begins with a word, or is found to have none: unheard.h. */
static bool has_to_be_heard(const struct thread *thread)
{
	return kernel_lacks(MEANS_TRACING) && !thread->process->launched;
}

static enum rest look_at(const struct run *run, const struct thread *thread, int64_t horizon)
{
	if (thread->state == THREAD_HELD)
		return REST_HELD;
	if (!thread->process || works_for_ring(thread) || has_to_be_heard(thread))
		return REST_NO;
	if (spin_is(run, thread))
		return REST_YES;
	if (!quiescence_waits(thread))
		return REST_NO;
	return horizon && !thread->in_group_stop && wait_ns(thread) < horizon ? REST_TIMED
									      : REST_YES;
}

/* An act whose moment has come waits until what has ended is closed, too: perform.c. */
static bool awaits_the_kernel(const struct run *run)
{
	return run->met && !run->winding_up;
}

struct sending {
	const struct run *run;
	bool nothing;
};

/* In a network that others have, too: is the socket one of ours? */
static bool is_of_run(const struct run *run, const struct tcp_socket *socket)
{
	return descriptor_is_known(socket->inode) ||
	       owner_of_socket(run, &socket->local, &socket->remote) != ROLE_NONE;
}

/* Does this look find something at a socket? Where the kernel does not tell, it does. */
static bool finds(const struct run *run, void (*look)(void *, const struct tcp_socket *))
{
	struct sending sending = { run, true };

	return sockets_pass(run_sockets(run), look, &sending) != PASS_WHOLE || !sending.nothing;
}

/* A caller that is not answered yet is sent the SYN-ACK again; it counts no bytes. */
static void look_for_unanswered(void *context, const struct tcp_socket *socket)
{
	struct sending *sending = context;

	if (socket->state == STATE_SYN_RECV || socket->state == STATE_NEW_SYN_RECV ||
	    (socket->state != STATE_LISTEN && socket->to_send))
		sending->nothing = false;
}

/*
 * Who has given a connection up before it was answered sends no more: its segment on the wire
 * stays unacknowledged for ever, and only the kernel knows that (tcp_disconnect, net/ipv4/tcp.c).
 */
bool quiescence_awaits_an_answer(const struct run *run)
{
	return flow_in_flight() && finds(run, look_for_unanswered);
}

static void look_for_open(void *context, const struct tcp_socket *socket)
{
	struct sending *sending = context;

	if (socket->state != STATE_LISTEN && socket->state != STATE_TIME_WAIT)
		sending->nothing = false;
}

/*
 * A stream above its subflows may have more to send, and ask again, as long as one of them is open:
 * only that its timers go off shows it.
 */
static bool has_timers_of_its_own(const struct run *run)
{
	return flow_is_mptcp() && finds(run, look_for_open);
}

enum rest quiescence_look(const struct run *run)
{
	int64_t horizon = horizon_ns(run);
	enum rest rest = REST_YES;

	if (awaits_the_kernel(run))
		return REST_NO;
	for (int i = 0; i < run->all.threads; i++) {
		const struct thread *thread = run->all.thread[i];
		enum rest one = look_at(run, thread, horizon);

		if (one < rest)
			rest = one;
		if (rest == REST_NO)
			return rest;
	}
	if (quiescence_awaits_an_answer(run))
		return REST_NO;
	return rest == REST_YES && has_timers_of_its_own(run) ? REST_TIMED : rest;
}


static void look_at_socket(void *context, const struct tcp_socket *socket)
{
	struct sending *sending = context;

	if (socket->state == STATE_LISTEN || !socket->to_send)
		return;
	/* Where the kernel does not tell of its probes, a window that is shut stays so. */
	if (socket->timer == TIMER_OF_PROBE && (socket->backoff || !socket->has_backoff))
		return;
	if (sending->run->world.net || is_of_run(sending->run, socket))
		sending->nothing = false;
}

bool quiescence_nothing_to_send(const struct run *run)
{
	struct sending sending = { run, true };

	/* In a network of its own nothing is on its way before there was a frame. */
	if (!run->world.net || run->record.frames)
		(void)sockets_pass(run_sockets(run), look_at_socket, &sending);
	return sending.nothing;
}

/* A thread that is not waiting, or of whom nothing is known; NULL if there is none. */
static const struct thread *find_restless(const struct run *run)
{
	for (int i = 0; i < run->all.threads; i++)
		if (look_at(run, run->all.thread[i], 0) == REST_NO)
			return run->all.thread[i];
	return NULL;
}

void quiescence_disturbed(const struct run *run, char *text, size_t size)
{
	const struct thread *thread = find_restless(run);

	*text = '\0';
	if (thread && !thread->process)
		(void)snprintf(text, size, "a process, %d, had no parent", thread->tid);
	else if (thread)
		(void)snprintf(text, size, "%s was running", run_role(run, thread->process));
	else if (quiescence_awaits_an_answer(run))
		(void)snprintf(text, size, "a segment was not acknowledged");
	else if (awaits_the_kernel(run))
		(void)snprintf(text, size, "a kernel had a listener of nobody's to close");
	else if (!quiescence_nothing_to_send(run))
		(void)snprintf(text, size, "a kernel had bytes to send");
}

uint64_t quiescence_timeslices(const struct run *run)
{
	uint64_t timeslices = 0;

	for (int i = 0; i < run->all.threads; i++)
		if (run->all.thread[i]->process)
			timeslices += thread_schedule(run->all.thread[i]).timeslices;
	return timeslices;
}

bool quiescence_spins(const struct run *run)
{
	for (int i = 0; i < run->all.threads; i++)
		if (spin_is(run, run->all.thread[i]))
			return true;
	return false;
}

/* Where one is that goes round: it is between two calls, and the one that tells most is meant. */
static void put_loop(struct json *json, const struct round *round)
{
	struct thread repeats = { .call = { .kind = round->kind, .fd = round->fd } };
	char place[64];

	thread_place(&repeats, place, sizeof(place));
	json_text(json, "in", place);
	json_bool(json, "running", true);
	if (round->outcome < 0)
		json_text(json, "error", errno_name((int)-round->outcome));
	json_int(json, "times", round->times);
}

static void put_place(struct json *json, const struct thread *thread)
{
	char place[64];

	thread_place(thread, place, sizeof(place));
	json_text(json, "in", place);
	json_bool(json, "running", thread->state != THREAD_HELD && !quiescence_waits(thread));
}

static void put_blocked(struct json *json, const struct run *run, const struct thread *thread)
{
	json_open(json, NULL, '{');
	json_text(json, "role", run_role(run, thread->process));
	json_int(json, "pid", thread->process->pid);
	if (spin_takes_part(run, thread))
		put_loop(json, spin_telling(thread));
	else
		put_place(json, thread);
	json_close(json, '}');
}

void quiescence_blocked(const struct run *run, struct json *json)
{
	json_open(json, "blocked", '[');
	for (int i = 0; i < run->all.threads; i++) {
		const struct thread *thread = run->all.thread[i];

		if (thread->process &&
		    (run_leads(run, thread->process->role) || spin_takes_part(run, thread)))
			put_blocked(json, run, thread);
	}
	json_close(json, ']');
}

void quiescence_blocked_of(const struct run *run, struct json *json, int role)
{
	json_open(json, "blocked", '[');
	for (int i = 0; i < run->all.threads; i++) {
		const struct thread *thread = run->all.thread[i];

		if (thread->process && thread->process->role == role)
			put_blocked(json, run, thread);
	}
	json_close(json, ']');
}
