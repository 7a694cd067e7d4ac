/*
 * reach: a call that would reach into a process of another role, or into the observer, is not made.
 *
 * All processes of a run are one user's, so the kernel allows most of it; what Landlock forbids
 * (sandbox/apart.h) it forbids only on kernels that have it. So whoever names a process that is not
 * its own role's finds none: ESRCH, as if it were not there. And before a role has its first socket
 * of the machine's own, or goes where we could not lay them, the covers are laid (sandbox/cover.h).
 */
#ifndef OBSERVE_CALLS_REACH_H
#define OBSERVE_CALLS_REACH_H

#include "run.h"

/* For the rows: the argument that names the process or thread. */
int reach_of_first(struct run *run, const struct thread *thread);
int reach_of_second(struct run *run, const struct thread *thread);

/** reach_of_kill() - the same of kill(2), which also names groups, and all */
int reach_of_kill(struct run *run, const struct thread *thread);

/**
 * reach_cover() - lay the covers for @thread's role, unless they are there
 *
 * Return: 0; errno, if none could be laid
 */
int reach_cover(struct run *run, const struct thread *thread);

/**
 * reach_covered() - no socket of the machine answers @thread's role any more
 *
 * Return: 0; errno, if that cannot be had: EACCES of who holds a folder from before the covers
 */
int reach_covered(struct run *run, const struct thread *thread);

#endif
