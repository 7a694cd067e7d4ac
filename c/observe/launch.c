#include "launch.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <linux/securebits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "channel.h"
#include "sandbox/apart.h"
#include "sandbox/own_files.h"
#include "signals.h"
#include "tracer/kernel.h"
#include "tracer/told.h"
#include "tracer/tracer.h"

/** The ends that a role gets as its standard three, and those that the observer keeps. */
struct ends {
	int in;
	int out;
	int err;
	int in_kept;		/* the writing end of an input that never comes */
	int out_kept;
	int err_kept;
	int gate;		/* the role reads it: it may start */
	int gate_kept;
	int told;		/* where it tells its calls, if it is not traced */
	int told_kept;
};

static const struct ends NO_ENDS = { -1, -1, -1, -1, -1, -1, -1, -1, -1, -1 };

static int pipe_between(int *reads, int *writes)
{
	int pair[2];

	if (pipe2(pair, O_CLOEXEC) < 0)
		return -errno;
	*reads = pair[0];
	*writes = pair[1];
	return 0;
}

static int open_input(const struct role *role, struct ends *ends)
{
	const char *path = role->stdin_path ? role->stdin_path : "/dev/null";

	if (role->stdin_held)
		return pipe_between(&ends->in, &ends->in_kept);
	ends->in = open(path, O_RDONLY | O_CLOEXEC);
	return ends->in < 0 ? -errno : 0;
}

static int open_terminal(const char *ptmx, struct ends *ends)
{
	int unlock = 0;
	int master = open(ptmx, O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (master < 0)
		return -errno;
	ends->out_kept = master;
	if (ioctl(master, TIOCSPTLCK, &unlock) < 0)
		return -errno;
	ends->in = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	return ends->in < 0 ? -errno : 0;
}

static int open_channel(struct ends *ends)
{
	int pair[2], rc = told_pair(pair);

	if (rc)
		return rc;
	ends->told_kept = pair[0];
	ends->told = pair[1];
	return 0;
}

static int open_ends(const struct run *run, int place, struct ends *ends)
{
	const struct role *role = &run->cast->role[place];
	char ptmx[SANDBOX_PATH];
	int rc = pipe_between(&ends->gate, &ends->gate_kept);

	if (!rc && kernel_lacks(MEANS_TRACING))
		rc = open_channel(ends);
	if (!rc && role->terminal) {
		own_files_ptmx(&run->world, place, ptmx);
		return open_terminal(ptmx, ends);
	}
	if (!rc)
		rc = open_input(role, ends);
	if (!rc)
		rc = pipe_between(&ends->out_kept, &ends->out);
	return rc ? rc : pipe_between(&ends->err_kept, &ends->err);
}

static void close_one(int fd)
{
	if (fd >= 0)
		(void)close(fd);
}

/* What only the role needs. */
static void close_given(const struct ends *ends)
{
	close_one(ends->in);
	close_one(ends->out);
	close_one(ends->err);
	close_one(ends->gate);
	close_one(ends->told);
}

static int stand_on(const struct ends *ends, bool terminal)
{
	if (setsid() < 0)
		return -errno;
	if (terminal && ioctl(ends->in, TIOCSCTTY, 0) < 0)
		return -errno;
	if (dup2(ends->in, 0) < 0 || dup2(terminal ? ends->in : ends->out, 1) < 0 ||
	    dup2(terminal ? ends->in : ends->err, 2) < 0)
		return -errno;
	return 0;
}

static int reset_signals(void)
{
	struct sigaction plain = { .sa_handler = SIG_DFL };
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		if (number != SIGKILL && number != SIGSTOP && sigaction(number, &plain, NULL) < 0 &&
		    errno != EINVAL)	/* glibc keeps two for itself */
			return -errno;
	(void)sigemptyset(&none);
	return sigprocmask(SIG_SETMASK, &none, NULL) < 0 ? -errno : 0;
}

/* What a process may have where nobody has said otherwise: INR_OPEN_CUR, include/linux/fs.h. */
enum { DESCRIPTORS = 1024 };

static int limit_of_descriptors(struct rlimit *limit)
{
	if (getrlimit(RLIMIT_NOFILE, limit) < 0)
		return -errno;
	if (limit->rlim_cur < DESCRIPTORS)
		limit->rlim_cur = limit->rlim_max < DESCRIPTORS ? limit->rlim_max : DESCRIPTORS;
	return 0;
}

int64_t launch_descriptors(void)
{
	struct rlimit limit;

	if (limit_of_descriptors(&limit) < 0)
		return 0;
	return limit.rlim_cur > INT64_MAX ? INT64_MAX : (int64_t)limit.rlim_cur;
}

/*
 * A wall behind the observer's own, for children that it does not see. In a user namespace of the
 * run's own they are counted from 0 (kernel/ucount.c); else the user's other processes count, too.
 */
static int limit_processes(bool own_user)
{
	const rlim_t most = (rlim_t)2 * (PROCESSES_MAX + THREADS_MAX);
	struct rlimit limit;

	if (!own_user)
		return 0;
	if (getrlimit(RLIMIT_NPROC, &limit) < 0)
		return -errno;
	if (limit.rlim_max > most)
		limit.rlim_max = most;
	if (limit.rlim_cur > limit.rlim_max)
		limit.rlim_cur = limit.rlim_max;
	return setrlimit(RLIMIT_NPROC, &limit) < 0 ? -errno : 0;
}

/* Nobody but a privileged user may have more than the shell that we come from: setrlimit(2). */
static int limit_files(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_FSIZE, &limit) < 0)
		return -1;
	if (limit.rlim_max > FILE_SIZE_MAX)
		limit.rlim_max = FILE_SIZE_MAX;
	limit.rlim_cur = limit.rlim_max;
	return setrlimit(RLIMIT_FSIZE, &limit);
}

static int set_limits(bool own_user)
{
	/* 1, and not 0, keeps a helper from being started where cores go into a pipe: core(5). */
	const struct rlimit no_core = { 1, 1 };
	struct rlimit many;
	int fd, rc = limit_of_descriptors(&many);

	if (!rc)
		rc = limit_processes(own_user);
	if (rc)
		return rc;
	if (setrlimit(RLIMIT_CORE, &no_core) < 0 || limit_files() < 0 ||
	    setrlimit(RLIMIT_NOFILE, &many) < 0)
		return -errno;
	/* Where /proc is not our own this may be refused; it is a courtesy, not a claim. */
	fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
	if (fd >= 0) {
		(void)!write(fd, "1000", 4);
		(void)close(fd);
	}
	return 0;
}

/* Where ip_unprivileged_port_start is by default: ip(7). */
enum { PORT_START = 1024 };

static bool is_to_serve_low(const struct role *role)
{
	return role->readiness == READY_SERVING && role->port > 0 && role->port < PORT_START;
}

/*
 * Root inside the world, or outside of it, is to be like any other user. But who is told to
 * serve a port that only root may have, as a name server is, may have it.
 */
static int drop_privileges(const struct role *role)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	const uint32_t low = is_to_serve_low(role) ? 1u << CAP_NET_BIND_SERVICE : 0;
	struct __user_cap_data_struct kept[2] = { { low, low, low }, { 0, 0, 0 } };

	(void)prctl(PR_SET_SECUREBITS, SECBIT_NOROOT | SECBIT_NOROOT_LOCKED, 0, 0, 0);
	if (syscall(SYS_capset, &header, kept) < 0)
		return -errno;
	/* Ambient: what an exec passes on to a program that asks for nothing (capabilities(7)). */
	if (low && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_BIND_SERVICE, 0, 0) < 0)
		return -errno;
	return 0;
}

/* What else a name could mean: resolv.conf(5) and hostname(7), "HOSTALIASES". */
static const char *const NAMING[] = { "RES_OPTIONS", "LOCALDOMAIN", "HOSTALIASES" };

static int set_environment(const struct role *role)
{
	for (size_t i = 0; i < sizeof(NAMING) / sizeof(*NAMING); i++)
		if (unsetenv(NAMING[i]) < 0)
			return -errno;
	for (int i = 0; i < role->environment_count; i++)
		if (putenv(role->environment[i]) != 0)
			return -errno;
	return 0;
}

static _Noreturn void refuse(const char *what, int error)
{
	char text[128];
	int len = snprintf(text, sizeof(text), "observe: cannot %s: %s\n", what, strerror(error));

	(void)!write(2, text, (size_t)len);
	_exit(EXIT_REFUSED);
}

static void must(int rc, const char *what)
{
	if (rc < 0)
		refuse(what, -rc);
}

/* Out of the way of the numbers that a program gets. */
static int pass_channel(int told)
{
	static char variable[32];
	int fd = fcntl(told, F_DUPFD, CHANNEL_FD);

	if (fd < 0)
		return -errno;
	(void)snprintf(variable, sizeof(variable), CHANNEL_VARIABLE "=%d", fd);
	return putenv(variable) ? -errno : 0;
}

static _Noreturn void become(const struct run *run, int place, const struct ends *ends)
{
	const struct role *role = &run->cast->role[place];
	char open_gate;

	/* Not before it is traced: what is refused here is an end that the observer sees. */
	if (read(ends->gate, &open_gate, 1) != 1)
		_exit(EXIT_REFUSED);
	must(own_files_enter(&run->world, place), "give a program files of its own");
	must(stand_on(ends, role->terminal), "give a program its input and output");
	must(reset_signals(), "reset signals");
	must(set_limits(run->world.user), "set limits");
	must(set_environment(role), "set the environment");
	must(apart_enter(&run->world, is_to_serve_low(role)), "be kept apart from the others");
	must(drop_privileges(role), "drop privileges");
	/* Ours are marked so already; these are what the observer was started with. */
	(void)close_range(3, ~0u, CLOSE_RANGE_CLOEXEC);
	if (kernel_lacks(MEANS_TRACING))
		must(pass_channel(ends->told), "pass a channel for what it tells");
	else
		must(seccomp_filter_load(&run->filter), "load the filter");
	(void)execvp(role->argv[0], role->argv);
	_exit(EXIT_NOT_FOUND);
}

/* Return: which of its role's programs this one is, from 1. */
static int nth_of_role(const struct cast *cast, int place)
{
	int nth = 1;

	for (int i = 0; i < place; i++)
		nth += !strcmp(cast->role[i].name, cast->role[place].name);
	return nth;
}

static int keep(struct run *run, int place, const struct ends *ends)
{
	struct role_state *part = &run->part[place];
	const char *name = run->cast->role[place].name;
	bool terminal = run->cast->role[place].terminal;
	int nth = nth_of_role(run->cast, place);
	int rc = stream_open(&part->out, ends->out_kept, run->folder, name, nth,
			     terminal ? "terminal" : "stdout");

	part->terminal = terminal ? ends->out_kept : -1;
	if (!rc && !terminal)
		rc = stream_open(&part->err, ends->err_kept, run->folder, name, nth, "stderr");
	return rc;
}

static int begin(struct run *run, int place, pid_t pid, const struct ends *ends)
{
	int rc = keep(run, place, ends);

	if (!rc)
		rc = tracer_begin(run, pid, place, ends->told_kept);
	if (!rc && write(ends->gate_kept, "", 1) != 1)
		rc = -errno;
	return rc;
}

int launch_role(struct run *run, int place)
{
	struct role_state *part = &run->part[place];
	struct ends ends = NO_ENDS;
	pid_t pid;
	int rc;

	*part = (struct role_state){ .started = true, .terminal = -1, .out.fd = -1, .out.file = -1,
			       .err.fd = -1, .err.file = -1 };
	rc = open_ends(run, place, &ends);
	if (rc)
		return rc;
	pid = signals_fork();
	if (pid < 0)
		return -errno;
	if (pid == 0)
		become(run, place, &ends);
	part->first = pid;
	close_given(&ends);
	rc = begin(run, place, pid, &ends);
	close_one(ends.gate_kept);
	return rc;
}
