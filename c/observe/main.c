/*
 * observe: run programs in a world of their own, and write down what happens.
 *
 * Theory of operation
 *
 *  1. The first process reads the command line (cast.c) and forks the second into new
 *     namespaces (world.c). It then only waits for a word from it.
 *  2. The second is init of the new world. It mounts and protects, opens the capture
 *     (capture.c), and starts the roles one after the other, each as soon as the one
 *     before is ready (launch.c, rest() below).
 *  3. Every thread of every role is traced (trace.c): fork, vfork, clone and exec are
 *     followed by the kernel's own options, and a seccomp filter (filter.c) stops a thread
 *     for the calls that are recorded and for no other. At each stop the call is decoded
 *     (call.c), the frames that have come are taken (run.c), acts are done (hand.c).
 *  4. When nothing can happen any more (quiet.c), or for one of the other reasons in
 *     docs/record-format.md, the run ends: census (census.c), SIGTERM, SIGKILL.
 *
 * Order: a call's entry is stamped before the thread is let into the kernel, its return
 * after it has come out, a frame by the kernel as it leaves; all on CLOCK_REALTIME. So the
 * stamp of a cause is smaller than that of its effect, in whatever order lines are written.
 *
 * What this changes for those who are observed: time (each recorded call takes some 10 us
 * more); signals that are ignored still interrupt a call for a moment, which then is made
 * again; a zombie is seen by its parent only after the observer has seen it; set-user-id
 * programs gain nothing; a program that wants to trace another cannot (ptrace(2), EPERM). All of a run is bound to one processor, unless asked otherwise.
 *
 * What it does not do: it has no idea of what ought to happen.
 *
 * Limits: cast.h, process.h, capture.h, flow.h, descriptor.h, each for its part. A process that
 * makes itself the reaper of its descendants (PR_SET_CHILD_SUBREAPER) is not noticed.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "census.h"
#include "flow.h"
#include "hand.h"
#include "launch.h"
#include "quiet.h"
#include "run.h"
#include "trace.h"

enum { EXIT_RECORDED = 0, EXIT_USAGE = 2, EXIT_CANNOT = 3 };

/* The second process to the first: not so, but without process ids of our own. */
enum { WORD_AGAIN = 4 };

/*
 * How often a wait for the next stop is left to look at the capture, the outputs and the
 * time. No verdict depends on it: it bounds how late those are noticed, not when they were.
 */
enum { LOOK_US = 2000 };

static const char *const REASONS[] = {
	[END_NONE] = "broken",		 [END_QUIET] = "quiet",
	[END_UNREADY] = "unready",	 [END_UNLAUNCHED] = "unlaunched",
	[END_SPIN] = "spin",		 [END_DEADLINE] = "deadline",
	[END_PROCESSES] = "processes",	 [END_RECORD] = "record",
	[END_INTERRUPTED] = "interrupted", [END_BROKEN] = "broken",
};

static volatile sig_atomic_t told_to_stop;
static volatile sig_atomic_t look_due;
static volatile sig_atomic_t second;	/* in the first process: the second's number */

static void on_alarm(int signal)
{
	(void)signal;
	look_due = 1;	/* and wait4(2) has returned */
}

/* The first process only passes it on: who records must come to an orderly end. */
static void on_stop(int signal)
{
	told_to_stop = signal;
	if (second)
		(void)kill((pid_t)second, SIGTERM);
}

static int complain(const char *what, int error)
{
	(void)fprintf(stderr, "observe: cannot %s: %s\n", what, strerror(error));
	return EXIT_CANNOT;
}

/* One stop, if there is one; @wait: else wait for it, until the next look. */
static bool take_stop(struct run *run, bool wait)
{
	int status;
	pid_t tid = wait4(-1, &status, __WALL | (wait ? 0 : WNOHANG), NULL);

	if (tid > 0) {
		trace_stop(run, tid, status);
		return true;
	}
	/* Nobody to wait for, yet the run goes on: the next look decides what it waits for. */
	if (tid < 0 && errno == ECHILD && wait)
		(void)sched_yield();
	return false;
}

static bool take_stops(struct run *run)
{
	bool any = false;

	while (run->reason == END_NONE && take_stop(run, false))
		any = true;
	return any;
}

/* Bring in what is on its way through lo. A fence that is dropped never comes: another will. */
static bool bring_in_frames(struct run *run)
{
	const int64_t patience_ns = 100 * 1000000LL;
	int64_t began_ns = monotonic_ns();

	run_watch(run);
	if (run->capture.fd >= 0 && capture_fence(&run->capture) < 0)
		run_broken(run, "cannot send a fence");
	while (run->capture.fences_seen < run->capture.fences_sent && run->reason == END_NONE) {
		if (monotonic_ns() - began_ns > patience_ns) {
			run->capture.fences_seen = run->capture.fences_sent;
			return false;
		}
		run_watch(run);
		(void)sched_yield();
	}
	return run->reason == END_NONE;
}

/*
 * Has everything come to rest? What is on its way is brought in first; then another look
 * must find the same, and nobody may have run in between.
 */
static enum rest settled(struct run *run)
{
	enum rest rest = quiet_look(run);
	uint64_t turns;

	if (rest == REST_NO)
		return REST_NO;
	turns = quiet_turns(run);
	if (!bring_in_frames(run))
		return REST_NO;
	run_hear(run, NULL);
	if (take_stops(run) || quiet_look(run) != rest || quiet_turns(run) != turns)
		return REST_NO;
	return rest;
}

static void unready(struct run *run, int role, const char *because)
{
	struct json *json = record_begin(&run->record, clock_ns(), "unready");

	json_text(json, "role", run->cast->role[role].name);
	json_text(json, "because", because);
	if (run->cast->role[role].readiness == READY_SERVING)
		json_int(json, "port", run->cast->role[role].port);
	quiet_blocked(run, json, role);
	record_end(&run->record);
	run_end(run, END_UNREADY);
}

/* What it means that everything waits. */
static void rest(struct run *run, enum rest rest)
{
	int last = run->started - 1;
	const struct part *part = &run->part[last];

	if (rest == REST_HELD && hand_gives_up(run))
		return;
	if (rest != REST_YES)
		return;
	if (part->ready && run->started == run->cast->roles)
		run_end(run, END_QUIET);
	else if (run->cast->role[last].readiness == READY_WAITING && !part->ready)
		run_ready(run, last, "wait", NULL);
	else if (!part->ready)
		unready(run, last, part->alive ? "waiting" : "ended");
}

static void start_next(struct run *run)
{
	while (run->reason == END_NONE && run->started < run->cast->roles &&
	       (!run->started || run->part[run->started - 1].ready)) {
		static char because[128];	/* read when the run has ended */
		const char *role = run->cast->role[run->started].name;
		int rc = launch_role(run, run->started++);

		if (rc < 0) {
			(void)snprintf(because, sizeof(because), "cannot start %.64s: %s", role,
				       strerror(-rc));
			run_broken(run, because);
		}
	}
}

static void look_at_limits(struct run *run)
{
	int last = run->started - 1;

	if (told_to_stop)
		run_end(run, END_INTERRUPTED);
	if (run->record.error)
		run_broken(run, "cannot write the record");
	if (run->record.events > run->cast->events_max)
		run_end(run, END_RECORD);
	if (monotonic_ns() - run->began_ns < run->cast->deadline_ms * 1000000)
		return;
	if (run->reason == END_NONE && last >= 0 && !run->part[last].ready &&
	    run->cast->role[last].readiness == READY_SERVING)
		unready(run, last, "deadline");
	run_end(run, END_DEADLINE);
}

static void look(struct run *run)
{
	look_due = 0;
	run_watch(run);
	run_hear(run, NULL);
	look_at_limits(run);
}

/*
 * Once the leaders have gone, the end is near, and is looked for at once: those that are
 * left get the processor, and either stop for us or come to wait. On a busy machine this is
 * given up after some turns, and the next look goes on with it.
 */
static void hasten(struct run *run)
{
	enum { TURNS = 64 };

	for (int i = 0; i < TURNS && run->reason == END_NONE; i++) {
		if (take_stops(run))
			continue;
		rest(run, settled(run));
		if (run->reason == END_NONE)
			(void)sched_yield();
	}
}

static void play(struct run *run)
{
	bool stopped;

	while (run->reason == END_NONE) {
		start_next(run);
		if (quiet_leaders_ended(run))
			hasten(run);
		if (run->reason != END_NONE)
			break;
		stopped = take_stop(run, true);
		/* One who never lets wait4(2) wait must not outlive the deadline. */
		if (!stopped || look_due)
			look(run);
		if (!stopped && run->reason == END_NONE)
			rest(run, settled(run));
		if (run->record.events > run->cast->events_max)
			run_end(run, END_RECORD);
	}
}

static bool any_alive(const struct run *run)
{
	for (int i = 0; i < run->started; i++)
		if (run->part[i].alive)
			return true;
	return false;
}

static void signal_all(const struct run *run, int signal)
{
	for (int i = 0; i < PROCESSES_MAX; i++)
		if (run->all.process[i].pid && !run->all.process[i].ended)
			(void)kill(run->all.process[i].pid, signal);
}

/* Told to stop, a process may take its time; but not more than comes to rest, or this. */
static void wind_up(struct run *run)
{
	/* Of a fork bomb, who has been told is followed by who has not. */
	const int64_t patience_ns = run->reason == END_PROCESSES ? 0 : 500 * 1000000LL;
	const int64_t most_ns = 5000 * 1000000LL;
	int64_t began_ns = monotonic_ns();

	run->winding_up = true;
	hand_release_all(run);
	signal_all(run, SIGTERM);
	while (any_alive(run) && monotonic_ns() - began_ns < patience_ns) {
		enum rest now;

		if (take_stop(run, false))
			continue;
		now = quiet_look(run);
		if ((now == REST_YES || now == REST_TIMED) && !take_stop(run, false))
			break;
		(void)sched_yield();
	}
	/* One that even SIGKILL does not end, in a dead file system, goes when it can. */
	while (any_alive(run) && monotonic_ns() - began_ns < most_ns) {
		signal_all(run, SIGKILL);
		if (!take_stop(run, true) && errno == ECHILD)
			break;
	}
}

static void tell_losses(struct run *run)
{
	int64_t gap_ns = clock_ns() - monotonic_ns();
	unsigned int lost = 0;
	struct json *json;

	if (run->capture.fd >= 0 && capture_lost(&run->capture, &lost) < 0)
		run_broken(run, "cannot ask for lost frames");
	if (lost) {
		json = record_begin(&run->record, clock_ns(), "lost");
		json_text(json, "what", "frames");
		json_int(json, "count", lost);
		record_end(&run->record);
	}
	/* A clock that is slewed drifts by up to 0.5 ms a second (adjtime(3)); a step is more. */
	if (llabs(gap_ns - run->clock_gap_ns) > 10 * 1000000LL) {
		json = record_begin(&run->record, clock_ns(), "lost");
		json_text(json, "what", "clock");
		json_text(json, "because", "the system's clock was set");
		record_end(&run->record);
	}
}

static void tell_run(struct run *run)
{
	static const char *const names[] = { "user", "net", "pid", "mount", "ipc", "files" };
	const bool had[] = { run->world.user, run->world.net,  run->world.pid,
			     run->world.mount, run->world.ipc, run->world.files };
	struct json *json = record_begin(&run->record, clock_ns(), "run");

	json_int(json, "format", 1);
	json_open(json, "world", '[');
	for (size_t i = 0; i < sizeof(had); i++)
		if (had[i])
			json_text(json, NULL, names[i]);
	json_close(json, ']');
	json_open(json, "missing", '[');
	for (int i = 0; i < run->world.missing_count; i++)
		json_text(json, NULL, run->world.missing[i]);
	json_close(json, ']');
	json_int(json, "cpu", run->cast->cpu);
	json_int(json, "deadline_ms", run->cast->deadline_ms);
	record_end(&run->record);
}

/* @blocked: as it was at the census; this is the last line, after the winding up. */
static void tell_end(struct run *run, struct json *blocked)
{
	struct json *json = record_begin(&run->record, clock_ns(), "end");

	json_text(json, "reason", REASONS[run->reason]);
	if (run->reason == END_BROKEN)
		json_text(json, "because", run->because);
	json_raw(json, blocked);
	json_free(blocked);
	record_end(&run->record);
}

static int bind_to_cpu(struct cast *cast)
{
	cpu_set_t set;

	if (cast->cpu == CPU_ANY)
		return 0;
	if (cast->cpu == CPU_HERE)
		cast->cpu = sched_getcpu();
	CPU_ZERO(&set);
	CPU_SET((size_t)cast->cpu, &set);
	return sched_setaffinity(0, sizeof(set), &set) < 0 ? -errno : 0;
}

static int handle(int signal, void (*handler)(int))
{
	struct sigaction action = { .sa_handler = handler };	/* no SA_RESTART: wait4 returns */

	return sigaction(signal, &action, NULL) < 0 ? -errno : 0;
}

/* Before anything else: a namespace's init never sees a signal that it does not handle. */
static int handle_signals(void)
{
	static const int stops[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT };
	sigset_t none;
	int rc = handle(SIGALRM, on_alarm);

	for (size_t i = 0; !rc && i < sizeof(stops) / sizeof(*stops); i++)
		rc = handle(stops[i], on_stop);
	/* A closed standard error, or a limit on files, is an error and not an end. */
	if (!rc)
		rc = handle(SIGPIPE, SIG_IGN);
	if (!rc)
		rc = handle(SIGXFSZ, SIG_IGN);
	(void)sigemptyset(&none);
	if (!rc && sigprocmask(SIG_SETMASK, &none, NULL) < 0)
		rc = -errno;
	return rc;
}

static int look_regularly(void)
{
	const struct itimerval every = { { 0, LOOK_US }, { 0, LOOK_US } };

	return setitimer(ITIMER_REAL, &every, NULL) < 0 ? -errno : 0;
}

static void tell_no_capture(struct run *run, int error)
{
	struct json *json = record_begin(&run->record, clock_ns(), "lost");

	json_text(json, "what", "frames");
	json_int(json, "count", 0);
	json_text(json, "because", run->world.net ? strerror(error) :
		  "no network of its own: nothing is captured");
	record_end(&run->record);
}

/* Without a network of its own, the run's packets are not told from the machine's. */
static void begin_capture(struct run *run)
{
	int rc = run->world.net ? capture_open(&run->capture) : -EPERM;

	if (rc < 0) {
		run->capture.fd = -1;
		tell_no_capture(run, -rc);
	}
}

static int prepare(struct run *run)
{
	int rc;

	run->began_ns = monotonic_ns();
	run->clock_gap_ns = clock_ns() - run->began_ns;
	world_furnish(&run->world);
	if (run->world.pid && !run->world.proc)
		return WORD_AGAIN;
	rc = bind_to_cpu(run->cast);
	if (rc)
		return complain("run on the processor that --cpu names", -rc);
	rc = filter_make(&run->filter);
	if (rc)
		return complain("make the filter of calls", -rc);
	rc = record_open(&run->record, run->folder);
	if (rc)
		return complain("open the record", -rc);
	tell_run(run);
	begin_capture(run);
	rc = look_regularly();
	return rc ? complain("set a timer", -rc) : 0;
}

static void close_outputs(struct run *run)
{
	for (int i = 0; i < run->started; i++) {
		stream_close(&run->part[i].out, &run->record);
		stream_close(&run->part[i].err, &run->record);
	}
}

/* The second process: init of the world, and the observer proper. */
static int observe(struct run *run)
{
	struct json blocked = { 0 };
	int rc = prepare(run);

	if (rc)
		return rc;
	play(run);
	look(run);
	census_take(run);
	quiet_blocked(run, &blocked, -1);
	wind_up(run);
	look(run);
	close_outputs(run);
	tell_losses(run);
	tell_end(run, &blocked);
	rc = record_close(&run->record);
	if (rc)
		return complain("write the record", -rc);
	return EXIT_RECORDED;
}

/*
 * The first process leaves at the second's word and not at its end: closing a raw socket
 * and a world takes the kernel another 5 to 25 ms, which nobody has to wait for.
 */
static int await(int word, pid_t child)
{
	unsigned char status;
	int ended;
	ssize_t len;

	do
		len = read(word, &status, 1);
	while (len < 0 && errno == EINTR);
	if (len == 1)
		return status;
	while (waitpid(child, &ended, 0) < 0)
		if (errno != EINTR)
			return EXIT_CANNOT;
	if (WIFEXITED(ended))
		return WEXITSTATUS(ended);
	(void)fprintf(stderr, "observe: the observer was killed; the record is not whole\n");
	return EXIT_CANNOT;
}

static _Noreturn void second_process(struct run *run, int word)
{
	unsigned char status;

	/* If the first is killed, this world goes with it. */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	/* Whoever loses its parent is to come to us, as to an init: prctl(2). */
	if (!run->world.pid)
		(void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	status = (unsigned char)observe(run);
	(void)prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0);
	_exit(write(word, &status, 1) == 1 ? status : EXIT_CANNOT);
}

/* Return: the status of the second process. Nothing of this process is in the world itself. */
static int run_in_world(struct run *run, bool pid)
{
	pid_t child;
	int word[2], rc;

	if (pipe2(word, O_CLOEXEC) < 0)
		return complain("make a pipe", errno);
	child = world_fork(&run->world, pid);
	if (child < 0)
		return complain("start the observer", errno);
	if (child == 0)
		second_process(run, word[1]);
	second = child;
	if (told_to_stop)
		(void)kill(child, SIGTERM);
	(void)close(word[1]);
	rc = await(word[0], child);
	(void)close(word[0]);
	return rc;
}

int main(int argc, char **argv)
{
	static struct cast cast;
	static struct run run;
	int rc = cast_parse(&cast, argc, argv);

	if (rc)
		return rc > 0 ? EXIT_RECORDED : EXIT_USAGE;
	run.cast = &cast;
	/* Opened here, because in the world the path may be read-only. */
	run.folder = open(cast.out, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (run.folder < 0)
		return complain("open the folder that --out names", errno);
	rc = handle_signals();
	if (rc)
		return complain("handle signals", -rc);
	rc = run_in_world(&run, true);
	return rc == WORD_AGAIN ? run_in_world(&run, false) : rc;
}
