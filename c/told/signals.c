/* signals: what a program does by signals, and its handlers, which tell what has come. */
#include <errno.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "real.h"
#include "told.h"
#include "wrap.h"

/* What the program has asked for, where a handler of ours stands for its own. */
static struct sigaction asked[NSIG];

/* Those that end a program by default, and that are told before they do: signal(7). */
static const int ENDING[] = {
	SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGALRM, SIGTERM, SIGUSR1, SIGUSR2
};

/* As if nobody had told of it. */
static void end_by(int number)
{
	const struct sigaction plain = { .sa_handler = SIG_DFL };
	sigset_t only;

	(void)real_sigaction(number, &plain, NULL);
	(void)sigemptyset(&only);
	(void)sigaddset(&only, number);
	(void)real_kill(getpid(), number);
	(void)real_sigmask(SIG_UNBLOCK, &only, NULL);
}

static void on_signal(int number, siginfo_t *info, void *context)
{
	const struct sigaction *action = &asked[number];
	int error = errno;
	bool before;

	/* A write that has nobody to read it has failed when its signal comes: pipe(7). */
	if (number == SIGPIPE && info->si_code <= 0 && info->si_pid == getpid())
		told_broken_pipe();
	told_signal(number, info->si_code, info->si_pid, info->si_addr,
		    action->sa_handler == SIG_DFL);
	before = told_in_handler(false);
	if (action->sa_handler == SIG_DFL)
		end_by(number);
	else if (action->sa_flags & SA_SIGINFO)
		action->sa_sigaction(number, info, context);
	else
		action->sa_handler(number);
	(void)told_in_handler(before);
	errno = error;
}

static bool is_ending(int number)
{
	for (size_t i = 0; i < sizeof(ENDING) / sizeof(*ENDING); i++)
		if (ENDING[i] == number)
			return true;
	return false;
}

static bool is_taken(int number, const struct sigaction *action)
{
	return action->sa_handler == SIG_DFL ? is_ending(number) : action->sa_handler != SIG_IGN;
}

/* With our handler in the place of the program's, who does not see it when it asks. */
static int change(int number, const struct sigaction *action, struct sigaction *before)
{
	bool is_number = number > 0 && number < NSIG;
	struct sigaction ours, former = is_number ? asked[number] : (struct sigaction){ 0 };
	int rc;

	if (action)
		ours = *action;
	if (action && is_number && is_taken(number, action)) {
		ours.sa_sigaction = on_signal;
		ours.sa_flags |= SA_SIGINFO;
	}
	if (action && is_number)
		asked[number] = *action;
	rc = real_sigaction(number, action ? &ours : NULL, before);
	if (rc == 0 && before && before->sa_sigaction == on_signal)
		*before = former;
	if (rc < 0 && is_number)
		asked[number] = former;
	return rc;
}

void told_take_signals(void)
{
	const struct sigaction plain = { .sa_handler = SIG_DFL };
	struct sigaction now;

	for (size_t i = 0; i < sizeof(ENDING) / sizeof(*ENDING); i++)
		if (real_sigaction(ENDING[i], NULL, &now) == 0 && now.sa_handler == SIG_DFL)
			(void)change(ENDING[i], &plain, NULL);
}

/* The kernel's struct begins so, whatever the C library's is: rt_sigaction(2). */
struct kernel_action {
	uint64_t handler;
	uint64_t flags;
};

static int set_action(int number, const struct sigaction *action, struct sigaction *before)
{
	const struct kernel_action told = {
		action ? (uint64_t)(uintptr_t)action->sa_handler : 0,
		action ? (uint64_t)(unsigned)action->sa_flags : 0,
	};

	TELL("rt_sigaction", LIST({ &told, sizeof(told) }), change(number, action, before), NOTHING,
	     W(number), action ? W(&told) : 0, W(before));
}

WRAP(int, sigaction, (int number, const struct sigaction *action, struct sigaction *before))
{
	return set_action(number, action, before);
}

WRAP(sighandler_t, signal, (int number, sighandler_t handler))
{
	const struct sigaction action = { .sa_handler = handler, .sa_flags = SA_RESTART };
	struct sigaction before;

	return set_action(number, &action, &before) < 0 ? SIG_ERR : before.sa_handler;
}

WRAP(int, sigprocmask, (int how, const sigset_t *set, sigset_t *before))
{
	TELL("rt_sigprocmask", NOTHING, real_sigprocmask(how, set, before), NOTHING, W(how), W(set),
	     W(before));
}

WRAP(int, pthread_sigmask, (int how, const sigset_t *set, sigset_t *before))
{
	TELL("rt_sigprocmask", NOTHING, real_pthread_sigmask(how, set, before), NOTHING, W(how),
	     W(set), W(before));
}

WRAP(int, sigsuspend, (const sigset_t *mask))
{
	TELL("rt_sigsuspend", NOTHING, real_sigsuspend(mask), NOTHING, W(mask));
}

WRAP(int, sigwait, (const sigset_t *set, int *number))
{
	TELL("rt_sigtimedwait", NOTHING, real_sigwait(set, number), NOTHING, W(set));
}

WRAP(int, pause, (void))
{
	TELL("pause", NOTHING, real_pause(), NOTHING, 0);
}

WRAP(int, kill, (pid_t whom, int number))
{
	TELL("kill", NOTHING, real_kill(whom, number), NOTHING, W(whom), W(number));
}

WRAP(int, raise, (int number))
{
	TELL("tkill", NOTHING, real_raise(number), NOTHING, W(getpid()), W(number));
}
