/* signals_others WAY SIGNAL: sends it to every process but the observer, by each call that can. */
#include "hostile.h"

static const struct timespec AT_ONCE = { 0, 1 };

static int by_pidfd(pid_t pid, int number)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);

	if (fd == -1)
		return -1;
	int rc = (int)syscall(SYS_pidfd_send_signal, fd, number, NULL, 0);
	must(close(fd), "close");
	return rc;
}

/* timer_create(2), SIGEV_THREAD_ID: to a thread, by its number. */
static int by_timer(pid_t pid, int number)
{
	struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = number };
	const struct itimerspec soon = { .it_value = AT_ONCE };
	timer_t timer;

	event._sigev_un._tid = pid;
	return timer_create(CLOCK_MONOTONIC, &event, &timer) == -1
		       ? -1
		       : timer_settime(timer, 0, &soon, NULL);
}

static int by_queue(pid_t pid, int number, bool thread)
{
	siginfo_t info = { .si_signo = number, .si_code = SI_QUEUE };

	return (int)(thread ? syscall(SYS_rt_tgsigqueueinfo, pid, pid, number, &info)
			    : syscall(SYS_rt_sigqueueinfo, pid, number, &info));
}

static bool reaches(pid_t pid, char *words[])
{
	int number = atoi(words[1]);

	if (is_way(words, "kill"))
		return kill(pid, number) == 0;
	if (is_way(words, "tkill"))
		return syscall(SYS_tkill, pid, number) == 0;
	if (is_way(words, "tgkill"))
		return syscall(SYS_tgkill, pid, pid, number) == 0;
	if (is_way(words, "group"))
		return kill(-pid, number) == 0;
	if (is_way(words, "pidfd"))
		return by_pidfd(pid, number) == 0;
	if (is_way(words, "timer"))
		return by_timer(pid, number) == 0;
	return by_queue(pid, number, is_way(words, "tgsigqueue")) == 0;
}

static void signal_others(int peer, char *words[])
{
	/* All but the observer and itself: kill(2), a pid of -1. */
	if (peer != -1 && is_way(words, "all"))
		say("reached %s", kill(-1, atoi(words[1])) == 0 ? "somebody" : "nobody");
	else if (peer != -1)
		reach_others(2, reaches, words);
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, signal_others);
}
