#include "signals.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/time.h>

/*
 * How often a wait for the next stop is left to look at the capture, the outputs and the
 * time. No verdict depends on it: it bounds how late those are noticed, not when they were.
 */
enum { LOOK_US = 2000 };

static volatile sig_atomic_t told_to_stop;
static volatile sig_atomic_t look_due;
static volatile sig_atomic_t passed_on_to;	/* in the first process: the second's number */

static void on_alarm(int signal)
{
	(void)signal;
	look_due = 1;	/* and wait4(2) has returned */
}

/* The first process only passes it on: who records must come to an orderly end. */
static void on_stop(int signal)
{
	told_to_stop = signal;
	if (passed_on_to)
		(void)kill((pid_t)passed_on_to, SIGTERM);
}

static int handle(int signal, void (*handler)(int))
{
	struct sigaction action = { .sa_handler = handler };	/* no SA_RESTART: wait4 returns */

	return sigaction(signal, &action, NULL) < 0 ? -errno : 0;
}

/* Before anything else: a namespace's init never sees a signal that it does not handle. */
int signals_prepare(void)
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

int signals_regularly(void)
{
	const struct itimerval every = { { 0, LOOK_US }, { 0, LOOK_US } };

	return setitimer(ITIMER_REAL, &every, NULL) < 0 ? -errno : 0;
}

void signals_pass_on(pid_t pid)
{
	passed_on_to = pid;
}

bool signals_told_to_stop(void)
{
	return told_to_stop;
}

bool signals_look_due(void)
{
	return look_due;
}

void signals_look_taken(void)
{
	look_due = 0;
}

/*
 * fork(2) begins anew whenever a signal comes (kernel/fork.c, copy_process): on a machine so
 * slow that it takes longer than the next look is away, it would never come to its end.
 */
pid_t signals_fork(void)
{
	sigset_t looks, before;
	pid_t pid;
	int error;

	(void)sigemptyset(&looks);
	(void)sigaddset(&looks, SIGALRM);
	if (sigprocmask(SIG_BLOCK, &looks, &before) < 0)
		return -1;
	pid = fork();
	error = errno;
	/* The child sets its own mask, before it becomes anybody. */
	if (pid != 0 && sigprocmask(SIG_SETMASK, &before, NULL) < 0)
		return -1;
	errno = error;
	return pid;
}
