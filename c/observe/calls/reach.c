/* reach: the calls by which a process changes another. */
#include "calls/reach.h"

#include <errno.h>
#include <limits.h>
#include <linux/ioprio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "calls/arguments.h"
#include "sandbox/cover.h"
#include "tracer/kernel.h"

static bool is_of_role(struct run *run, pid_t number, int role)
{
	const struct thread *thread = thread_find(&run->all, number);
	const struct process *process = thread ? thread->process : process_find(&run->all, number);

	/* One that is new, its parent's event still to come, has no process yet. */
	return process ? process->role == role : thread != NULL;
}

static bool is_known(struct run *run, pid_t number)
{
	return thread_find(&run->all, number) || process_find(&run->all, number) ||
	       number == getpid();
}

/* @number: as the thread gives it; one in a PID namespace of its own means others by it. */
static int reach(struct run *run, const struct thread *thread, pid_t number)
{
	if (number <= 0 || is_of_role(run, number, thread->process->role) ||
	    process_is_elsewhere(thread->process->pid, getpid(), "pid"))
		return 0;
	/* Where numbers are not the run's own, all that is unknown is somebody else's. */
	return is_known(run, number) || !run->world.pid ? ESRCH : 0;
}

int reach_of_first(struct run *run, const struct thread *thread)
{
	return reach(run, thread, (pid_t)thread->call.argument[0]);
}

int reach_of_second(struct run *run, const struct thread *thread)
{
	return reach(run, thread, (pid_t)thread->call.argument[1]);
}

/* A group outlives its first process, whose number it has; it is never of two roles: setsid(2). */
static bool is_group_of_another(struct run *run, pid_t group, int role)
{
	for (int i = 0; i < PROCESSES_MAX; i++) {
		const struct process *process = &run->all.process[i];

		if (process->pid && !process->ended && process->role != role &&
		    getpgid(process->pid) == group)
			return true;
	}
	return false;
}

static int reach_group(struct run *run, const struct thread *thread, pid_t group)
{
	if (group > 0 && !process_is_elsewhere(thread->process->pid, getpid(), "pid") &&
	    is_group_of_another(run, group, thread->process->role))
		return ESRCH;
	return reach(run, thread, group);
}

/* (pid, pid, …): two that are compared */
static int reach_of_both(struct run *run, const struct thread *thread)
{
	int error = reach_of_first(run, thread);

	return error ? error : reach_of_second(run, thread);
}

/* kill(2): -1 is all that may be signalled, less than that a group, named by its first process. */
int reach_of_kill(struct run *run, const struct thread *thread)
{
	pid_t number = (pid_t)thread->call.argument[0];

	if (number == -1)
		return run->world.landlock ? 0 : ESRCH;
	if (number == INT_MIN)	/* which has no opposite, and names no group */
		return ESRCH;
	return number < 0 ? reach_group(run, thread, -number) : reach(run, thread, number);
}

/* (which, who, …): which of all of a user, getpriority(2) */
static int reach_of_priority(struct run *run, const struct thread *thread)
{
	if ((int)thread->call.argument[0] == PRIO_USER)
		return EPERM;
	if ((int)thread->call.argument[0] == PRIO_PGRP)
		return reach_group(run, thread, (pid_t)thread->call.argument[1]);
	return reach_of_second(run, thread);
}

static int reach_of_ioprio(struct run *run, const struct thread *thread)
{
	if ((int)thread->call.argument[0] == IOPRIO_WHO_USER)
		return EPERM;
	if ((int)thread->call.argument[0] == IOPRIO_WHO_PGRP)
		return reach_group(run, thread, (pid_t)thread->call.argument[1]);
	return reach_of_second(run, thread);
}

/* Once nothing is held from before the covers, nothing more can be. */
static int refuses_evasion(struct role_state *part, pid_t pid)
{
	part->uncovers = part->uncovers && cover_is_evaded(pid);
	return part->uncovers ? EACCES : 0;
}

int reach_cover(struct run *run, const struct thread *thread)
{
	struct role_state *part = &run->part[thread->process->role];
	int missed;

	if (run->world.covers.all || !run->world.own_files.prepared || part->covered)
		return 0;
	missed = cover_sockets(&run->world, thread->process->pid);
	if (missed < 0)
		return -missed;
	part->covered = part->uncovers = true;
	if (missed)
		run_lost(run, thread->process->role, LOST_COVER,
			 "sockets of the machine may answer in a folder that has mounts below it");
	return 0;
}

int reach_covered(struct run *run, const struct thread *thread)
{
	int error = reach_cover(run, thread);

	return error ? error : refuses_evasion(&run->part[thread->process->role],
					       thread->process->pid);
}

static void enter_pid(struct call *call, pid_t pid)
{
	(void)pid;
	argument_number(call, "pid", (int)call->argument[0]);
}

static void enter_who(struct call *call, pid_t pid)
{
	(void)pid;
	argument_number(call, "pid", (int)call->argument[1]);
}

/* Zero is the caller itself, and so most often meant. */
static const struct call_uses FIRST_IS_OTHER = { .place = 0 };
static const struct call_uses SECOND_IS_OTHER = { .place = 1 };

/* clang-format off */
const struct call_kind REACH_CALLS[] = {
	{ .name = "prlimit64", .uses = &FIRST_IS_OTHER, .enter = enter_pid,
	  .refuses = reach_of_first },
	{ .name = "pidfd_open", .uses = &FIRST_IS_OTHER, .enter = enter_pid,
	  .refuses = reach_of_first },
	{ .name = "process_vm_readv", .uses = &FIRST_IS_OTHER, .enter = enter_pid,
	  .refuses = reach_of_first },
	{ .name = "process_vm_writev", .uses = &FIRST_IS_OTHER, .enter = enter_pid,
	  .refuses = reach_of_first },
	{ .name = "kcmp", .uses = &FIRST_IS_OTHER, .enter = enter_pid,
	  .refuses = reach_of_both },
	{ .name = "sched_setaffinity", .uses = &FIRST_IS_OTHER, .enter = enter_pid,
	  .refuses = reach_of_first },
	{ .name = "sched_setattr", .uses = &FIRST_IS_OTHER, .enter = enter_pid,
	  .refuses = reach_of_first },
	{ .name = "sched_setparam", .uses = &FIRST_IS_OTHER, .enter = enter_pid,
	  .refuses = reach_of_first },
	{ .name = "sched_setscheduler", .uses = &FIRST_IS_OTHER, .enter = enter_pid,
	  .refuses = reach_of_first },
	{ .name = "migrate_pages", .uses = &FIRST_IS_OTHER, .enter = enter_pid,
	  .refuses = reach_of_first },
	{ .name = "move_pages", .uses = &FIRST_IS_OTHER, .enter = enter_pid,
	  .refuses = reach_of_first },
	{ .name = "pidfd_getfd", .traits = ON_FD | MAKES_FD },
	{ .name = "ptrace", .uses = &SECOND_IS_OTHER, .enter = enter_who,
	  .refuses = reach_of_second },
	{ .name = "setpriority", .enter = enter_who, .refuses = reach_of_priority },
	{ .name = "ioprio_set", .enter = enter_who, .refuses = reach_of_ioprio },
	{ .name = NULL }
};
/* clang-format on */
