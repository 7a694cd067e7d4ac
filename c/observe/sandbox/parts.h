/*
 * parts: what of a world there is, and what could not be had.
 *
 * sandbox.h makes the world; cover.h, own_files.h and apart.h its parts.
 */
#ifndef OBSERVE_SANDBOX_PARTS_H
#define OBSERVE_SANDBOX_PARTS_H

#include <stdbool.h>

#include "sandbox/settings.h"

enum { SANDBOX_PARTS = 12 + SETTINGS_OWN, SANDBOX_REASON = 96, SANDBOX_PATH = 4096 };

/** What cover.h has found: folders of the root, as "/var". */
struct covers {
	char folder[16][64];
	int count;
	bool all;		/* there are more, or such as are not told by their path */
};

/** What own_files.h has prepared. */
struct own_files {
	bool prepared;
	bool tmp, here;		/* there are layers over /tmp, over the current folder */
	char here_path[SANDBOX_PATH];
};

struct sandbox {
	int mtu;		/* of the loopback, in a network of its own; bytes */
	bool user, net, pid, mount, ipc;
	bool lo;	/* 127.0.0.1 can be reached */
	bool files;	/* the file system is protected */
	bool names;	/* /etc says what a name means here: etc.h */
	bool proc;	/* /proc shows this world's processes */
	bool ipv6;	/* ::1 can be reached */
	bool apart;	/* roles do not reach into each other: apart.h */
	bool landlock;	/* … by a Landlock domain each */
	struct own_files own_files;
	struct covers covers;
	struct setting setting[SETTINGS_MAX];	/* that were written */
	int settings;
	const char *refused;	/* a setting that was wished for and cannot be had, */
	int refused_error;	/* … and why (errno) */
	char missing[SANDBOX_PARTS][SANDBOX_REASON];	/* "net: Operation not permitted" */
	int missing_count;
};

/** sandbox_lacks() - a part that could not be had, and why (errno): it is told in the record. */
void sandbox_lacks(struct sandbox *world, const char *part, int error);

/** sandbox_set() - write a setting of this network: it is told in the record. Return: 0, -errno */
int sandbox_set(struct sandbox *world, const struct setting *setting);

#endif
