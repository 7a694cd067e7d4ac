/*
 * observe: run programs in a world of their own, and write down what happens.
 *
 * Theory of operation
 *
 *  1. The first process reads the command line (options.c) and forks the second into new
 *     namespaces (sandbox.c). It then only waits for a word from it.
 *  2. The second is init of the new world. It mounts and protects, opens the capture
 *     (capture.c), answers for names that nobody has (nxdomain.c), and starts the roles one after
 *     the other, each as soon as the one before is ready (launch.c, loop.c).
 *  3. Every thread of every role is traced (tracer/): fork, vfork, clone and exec are
 *     followed by the kernel's own options, and a seccomp filter (seccomp.c) stops a thread
 *     for the calls that are recorded and for no other. At each stop the call is decoded
 *     (calls/), the frames that have come are taken (frames.c), acts are decided (acts.c)
 *     and done (perform.c).
 *  4. When nothing can happen any more (quiescence.c), or for one of the other reasons in
 *     docs/record-format.md, the run ends: census (census.c), SIGTERM, SIGKILL.
 *
 * Order: a call's entry is stamped before the thread is let into the kernel, its return
 * after it has come out, a frame by the kernel as it leaves; all on CLOCK_REALTIME. So the
 * stamp of a cause is smaller than that of its effect, in whatever order lines are written.
 *
 * What this changes for those who are observed: time (each recorded call takes some 10 us
 * more); signals that are ignored still interrupt a call for a moment, which then is made
 * again; a zombie is seen by its parent only after the observer has seen it; set-user-id
 * programs gain nothing; a program that wants to trace another cannot (ptrace(2), EPERM), and
 * what docs/containment.md lists is refused. All of a run is bound to one processor, unless asked
 * otherwise.
 *
 * What it does not do: it has no idea of what ought to happen.
 *
 * Limits: options.h, tracee.h, capture.h, flow.h, files.h, each for its part.
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

#include "memory.h"
#include "record/account.h"
#include "census.h"
#include "wire/nxdomain.h"
#include "loop.h"
#include "quiescence.h"
#include "run.h"
#include "sandbox/emulator.h"
#include "sandbox/host.h"
#include "signals.h"
#include "tracer/kernel.h"

enum { EXIT_RECORDED = 0, EXIT_USAGE = 2, EXIT_CANNOT = 3 };

/* The second process to the first: not so, but without process ids of our own. */
enum { WORD_AGAIN = 4 };

static int complain(const char *what, int error)
{
	(void)fprintf(stderr, "observe: cannot %s: %s\n", what, strerror(error));
	return EXIT_CANNOT;
}

static int complain_of_setting(const struct sandbox *world)
{
	(void)fprintf(stderr, "observe: cannot set %s in a network of its own: %s\n",
		      world->refused, strerror(world->refused_error));
	return EXIT_CANNOT;
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

/* Without a network of its own, the run's packets are not told from the machine's. */
static void begin_capture(struct run *run)
{
	int rc = run->world.net ? capture_open(&run->capture) : -EPERM;

	if (rc < 0) {
		run->capture.fd = -1;
		account_no_capture(run, -rc);
		fence_open(&run->fence);
	}
}

/* Unless a role is there for it. The machine's own is never asked, and never stood in for. */
static void begin_answering_names(struct run *run)
{
	run->nxdomain = -1;
	for (int i = 0; i < run->cast->roles; i++)
		if (run->cast->role[i].readiness == READY_SERVING && run->cast->role[i].port == 53)
			return;
	if (!run->world.net)
		return;
	run->nxdomain = nxdomain_open();
	if (run->nxdomain < 0)
		sandbox_lacks(&run->world, "name server", -run->nxdomain);
}

static int prepare(struct run *run)
{
	int rc;

	run->began_ns = monotonic_ns();
	run->clock = clock_watch_begin();
	sandbox_furnish(&run->world, &run->cast->wishes, run->cast->roles);
	if (run->world.pid && !run->world.proc)
		return WORD_AGAIN;
	if (run->emulator)
		sandbox_lacks(&run->world, "emulator", -run->emulator);
	if (run->world.refused)
		return complain_of_setting(&run->world);
	if (!run->world.lo)
		return complain("bring up the loopback of a network of its own", ENETDOWN);
	rc = bind_to_cpu(run->cast);
	if (rc)
		return complain("run on the processor that --cpu names", -rc);
	rc = seccomp_filter_make(&run->filter);
	if (rc)
		return complain("make the filter of calls", -rc);
	rc = record_open(&run->record, run->folder);
	if (rc)
		return complain("open the record", -rc);
	memory_begin(run);
	begin_answering_names(run);
	account_begin(run);
	begin_capture(run);
	rc = signals_regularly();
	return rc ? complain("set a timer", -rc) : 0;
}

/* The second process: init of the world, and the observer proper. */
static int observe(struct run *run)
{
	struct json blocked = { 0 };
	int rc = prepare(run);

	if (rc)
		return rc;
	loop_run(run);
	loop_look(run);
	/* What is told after the census belongs to the teardown. */
	run_flush_outputs(run, ROLE_NONE);
	census_take(run);
	quiescence_blocked(run, &blocked);
	loop_teardown(run);
	loop_look(run);
	run_close_outputs(run);
	account_losses(run);
	account_end(run, &blocked);
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
	child = sandbox_fork(&run->world, pid, &run->user);
	if (child < 0)
		return complain("start the observer", errno);
	if (child == 0)
		second_process(run, word[1]);
	signals_pass_on(child);
	if (signals_told_to_stop())	/* in between */
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
	int rc = options_parse(&cast, argc, argv);

	if (rc)
		return rc > 0 ? EXIT_RECORDED : EXIT_USAGE;
	run.cast = &cast;
	/* Opened here, because in the world the path may be read-only. */
	run.folder = open(cast.out, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (run.folder < 0)
		return complain("open the folder that --out names", errno);
	rc = signals_prepare();
	if (rc)
		return complain("handle signals", -rc);
	/* Here, where its child takes no number of a process from the run's. */
	rc = kernel_probe();
	if (rc)
		return complain("stop a process of its own", -rc);
	if (cast.wishes.as_host)
		host_look();
	run.user = ids_now();
	run.emulator = cast.emulator ? emulator_register(cast.emulator) : 0;
	rc = run_in_world(&run, true);
	return rc == WORD_AGAIN ? run_in_world(&run, false) : rc;
}
