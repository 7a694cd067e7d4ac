/* burdens_others WAY: makes every other process slower, or the first to be killed for memory. */
#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>

#include "hostile.h"

enum { IOPRIO_WHO_PROCESS = 1, IOPRIO_IDLE = 3 << 13 };

static bool writes(pid_t pid, const char *name, const char *text)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	int fd = open(path, O_WRONLY);
	bool done = fd != -1 && write(fd, text, strlen(text)) != -1;
	if (fd != -1)
		must(close(fd), "close");
	return done;
}

static bool burdens(pid_t pid, char *words[])
{
	const struct sched_param none = { 0 };
	cpu_set_t first;

	CPU_ZERO(&first);
	CPU_SET(0, &first);
	if (is_way(words, "nice"))
		return setpriority(PRIO_PROCESS, (id_t)pid, 19) == 0;
	if (is_way(words, "group"))
		return setpriority(PRIO_PGRP, (id_t)pid, 19) == 0;
	if (is_way(words, "processor"))
		return sched_setaffinity(pid, sizeof(first), &first) == 0;
	if (is_way(words, "policy"))
		return sched_setscheduler(pid, SCHED_IDLE, &none) == 0;
	if (is_way(words, "disk"))
		return syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, pid, IOPRIO_IDLE) == 0;
	if (is_way(words, "slack"))
		return writes(pid, "timerslack_ns", "1000000000");
	if (is_way(words, "name"))
		return writes(pid, "comm", WAS_HERE);
	return writes(pid, "oom_score_adj", "1000");
}

static void burden_others(int peer, char *words[])
{
	if (peer == -1)
		return;
	reach_others(1, burdens, words);
	/* All processes of the user, the observer's first one, too: setpriority(2). */
	if (is_way(words, "user"))
		tell("setpriority", setpriority(PRIO_USER, 0, 19));
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, burden_others);
}
