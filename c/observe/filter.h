/*
 * filter: which system calls stop for the observer, as a seccomp program.
 *
 * Everything else runs at full speed: seccomp(2), SECCOMP_RET_TRACE.
 */
#ifndef OBSERVE_FILTER_H
#define OBSERVE_FILTER_H

#include <linux/filter.h>

#include "call.h"

enum { SYSCALLS_MAX = 1024 };

struct filter {
	struct sock_fprog program;	/* owned */
	uint8_t place[SYSCALLS_MAX];	/* place in the table of calls + 1; 0: not recorded */
};

/** filter_make() - for the table of calls. Return: 0, or -errno */
int filter_make(struct filter *filter);

/**
 * filter_load() - put the calling thread, and all it starts, under the filter
 *
 * Takes the possibility to gain privileges by a set-user-id program, which an ordinary
 * user must give up for this (seccomp(2), "no_new_privs").
 *
 * Return: 0, or -errno
 */
int filter_load(const struct filter *filter);

#endif
