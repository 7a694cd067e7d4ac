/*
 * memory: how much of it the roles hold.
 *
 * The kernel limits the memory of a process only by its addresses (setrlimit(2), RLIMIT_AS), of
 * which sound programs reserve much and use little; that of many together only by a cgroup, which
 * an ordinary user may not make. So it is counted, at looks some ms apart: the pages that processes
 * hold, shared ones shared out, and files that are in memory only.
 */
#ifndef OBSERVE_MEMORY_H
#define OBSERVE_MEMORY_H

#include "run.h"

/**
 * memory_is_exceeded() - do the roles hold more than --memory allows?
 * @because:	filled in, if so: who holds most of it
 * @len:	its size in bytes
 */
bool memory_is_exceeded(struct run *run, char *because, size_t len);

#endif
