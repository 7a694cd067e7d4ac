/*
 * world: a place of its own for one run.
 *
 * Own user, network, process, mount and IPC namespaces: no root is needed, any fixed
 * port is free, nothing leaves the machine, runs go side by side, and nothing of a
 * run is left when its first process has ended (user_namespaces(7), pid_namespaces(7)).
 *
 * Files: everything is read-only, so that a program under observation cannot harm the
 * machine, another run or its own record. The current folder and /tmp can be written
 * to, but on a layer in memory (overlayfs) that goes with the world. /dev holds the
 * harmless devices only, /run is empty.
 */
#ifndef OBSERVE_WORLD_H
#define OBSERVE_WORLD_H

#include <stdbool.h>

enum { WORLD_PARTS = 6, WORLD_REASON = 96 };

struct world {
	bool user, net, pid, mount, ipc;
	bool files;	/* the file system is protected */
	char missing[WORLD_PARTS][WORLD_REASON];	/* "net: Operation not permitted" */
	int missing_count;
};

/**
 * world_leave() - take the namespaces that a process takes for itself and its children
 * @world:	says what could be had, and why not the rest
 *
 * The process id namespace is for children only: the next fork(2) makes its first
 * process, which then calls world_furnish(). Nothing here is fatal.
 */
void world_leave(struct world *world);

/** world_furnish() - mount, protect, and bring the network up; called in the new world. */
void world_furnish(struct world *world);

#endif
