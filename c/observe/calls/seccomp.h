/*
 * seccomp: which system calls stop for the observer, as a seccomp program.
 *
 * Everything else runs at full speed: seccomp(2), SECCOMP_RET_TRACE.
 */
#ifndef OBSERVE_CALLS_SECCOMP_H
#define OBSERVE_CALLS_SECCOMP_H

#include <linux/filter.h>

#include "calls/table.h"

enum { SYSCALLS_MAX = 1024 };

struct seccomp_filter {
	struct sock_fprog program;	/* owned */
	const struct call_kind *kind[SYSCALLS_MAX];	/* by number; NULL: not recorded */
};

/** seccomp_filter_make() - for the table of calls. Return: 0, or -errno */
int seccomp_filter_make(struct seccomp_filter *filter);

/** seccomp_kind_of() - the row of a call of another architecture; NULL if there is none */
const struct call_kind *seccomp_kind_of(uint32_t architecture, uint64_t number);

/**
 * seccomp_filter_load() - put the calling thread, and all it starts, under the filter
 *
 * Takes the possibility to gain privileges by a set-user-id program, which an ordinary
 * user must give up for this (seccomp(2), "no_new_privs").
 *
 * Return: 0, or -errno
 */
int seccomp_filter_load(const struct seccomp_filter *filter);

#endif
