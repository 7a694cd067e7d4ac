/*
 * memory: how much of it the roles hold.
 *
 * The kernel limits the memory of a process only by its addresses (setrlimit(2), RLIMIT_AS), of
 * which sound programs reserve much and use little; that of many together only by a cgroup, which
 * an ordinary user may not make. So it is counted, at looks some ms apart: the pages that processes
 * hold, shared ones shared out, with the tables of these pages, files that are in memory only, and
 * what sockets hold.
 *
 * Memory that is shared may be in nobody's account: nobody has attached it, a file without a name
 * is on its way from one socket to another, pages were let go of (madvise(2)). Of that the kernel
 * tells how much the machine has, and we know how much the roles can have at most: so much as the
 * machine has more of than when the run began, but not more than that, is theirs.
 *
 * What the kernel keeps of other kinds is in no process's account at all. Where the machine has
 * come to have more of that alone than a run may hold, the run ends: in its few seconds that is
 * nobody else's doing, and if it were, it would have to end.
 */
#ifndef OBSERVE_MEMORY_H
#define OBSERVE_MEMORY_H

#include "run.h"

/** memory_begin() - before the first role is started: how much is shared without us? */
void memory_begin(struct run *run);

/**
 * memory_is_exceeded() - do the roles hold more than --memory allows?
 * @now:	look, however short ago it was looked; else not more often than it may cost
 * @because:	filled in, if so: who holds most of it
 * @len:	its size in bytes
 */
bool memory_is_exceeded(struct run *run, bool now, char *because, size_t len);

#endif
