/*
 * own_files: what of the files is a role's own.
 *
 * Each role has a mount namespace to itself. What it writes to the current folder, to /tmp, to
 * /dev/shm or to /run lies on a layer that no other role sees, and its terminals are an instance
 * of their own. So a role starts from the files as they are on the machine, whatever those that
 * were started before it have written: its program, its input and what these load are as they were.
 */
#ifndef OBSERVE_SANDBOX_OWN_FILES_H
#define OBSERVE_SANDBOX_OWN_FILES_H

#include <stdbool.h>

#include "sandbox/parts.h"

/**
 * own_files_prepare() - make the layers of so many roles, below /run; called in the new world
 *
 * A layer that cannot be had is told of in @world, and its folder stays read-only.
 *
 * Return: 0, or -errno
 */
int own_files_prepare(struct sandbox *world, int roles);

/**
 * own_files_enter() - the calling process, a role's first, sees its own layers from now on
 * @role:	place in the cast
 *
 * Return: 0, or -errno
 */
int own_files_enter(const struct sandbox *world, int role);

/**
 * own_files_ptmx() - where the terminals of a role are opened, from the world
 * @path:	filled
 */
void own_files_ptmx(const struct sandbox *world, int role, char path[SANDBOX_PATH]);

#endif
