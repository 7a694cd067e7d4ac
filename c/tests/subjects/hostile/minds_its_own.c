/*
 * minds_its_own: does to its own child, and to itself, what the others of this folder do to strangers.
 * That is any supervisor's right, so all of it is done.
 */
#include <sched.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include "hostile.h"

static char shared_by_fork = 'x';

static void mind_memory(pid_t child)
{
	char byte = 0;
	struct iovec mine = { &byte, 1 }, its = { &shared_by_fork, 1 };

	tell("process_vm_readv", process_vm_readv(child, &mine, 1, &its, 1, 0));
}

static void mind_signals(pid_t child)
{
	int process = (int)syscall(SYS_pidfd_open, child, 0);

	tell("kill", kill(child, 0));
	tell("tgkill", syscall(SYS_tgkill, child, child, 0));
	tell("pidfd_open", process);
	tell("pidfd_send_signal", syscall(SYS_pidfd_send_signal, process, 0, NULL, 0));
	tell("pidfd_getfd", syscall(SYS_pidfd_getfd, process, 0, 0));
	tell("kill of its group", kill(0, 0));
	tell("kill of itself", kill(getpid(), 0));
}

static void mind_resources(pid_t child)
{
	const struct sched_param none = { 0 };
	struct rlimit limit;
	cpu_set_t all;

	tell("prlimit", prlimit(child, RLIMIT_NOFILE, NULL, &limit));
	tell("setpriority", setpriority(PRIO_PROCESS, (id_t)child, 1));
	tell("sched_getaffinity", sched_getaffinity(child, sizeof(all), &all));
	tell("sched_setaffinity", sched_setaffinity(child, sizeof(all), &all));
	tell("sched_setscheduler", sched_setscheduler(child, SCHED_BATCH, &none));
	tell("setpriority of itself", setpriority(PRIO_PROCESS, 0, 1));
	tell("sched_setaffinity of itself", sched_setaffinity(0, sizeof(all), &all));
}

static void mind(int peer, char *words[])
{
	(void)words;
	if (peer != -1)
		return;
	pid_t child = waiting_child();
	mind_signals(child);
	mind_memory(child);
	mind_resources(child);
	tell("kill", kill(child, SIGKILL));
	tell("wait", waitpid(child, NULL, 0));
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, mind);
}
