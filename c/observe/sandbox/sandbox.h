/*
 * sandbox: a place of its own for one run.
 *
 * Own user, network, process, mount and IPC namespaces: no root is needed, any fixed
 * port is free, nothing leaves the machine, runs go side by side, and nothing of a
 * run is left when its first process has ended (user_namespaces(7), pid_namespaces(7)).
 *
 * Files: everything is read-only, so that a program under observation cannot harm the
 * machine, another run or its own record. The current folder and /tmp can be written
 * to, but on a layer in memory (overlayfs) that each role has to itself (own_files.h) and
 * that goes with the world. /dev holds the harmless devices only, /run is empty, sockets of the
 * machine do not answer (cover.h), names mean what etc.h says, and the network is set as settings.h
 * says.
 */
#ifndef OBSERVE_SANDBOX_SANDBOX_H
#define OBSERVE_SANDBOX_SANDBOX_H

#include <stdbool.h>
#include <sys/types.h>

#include "sandbox/ids.h"
#include "sandbox/parts.h"

/** What a run wants of its network, beside what every world gets. */
struct wishes {
	struct setting setting[SETTINGS_WISHED];
	int settings;
	int mtu;	/* of lo */
	int offload;	/* 0: none of lo */
	bool as_host;	/* else with the machine's values: host.h */
};

/**
 * sandbox_fork() - fork(2) a process into a world of its own
 * @world:	in the child, says what could be had, and why not the rest
 * @pid:	with process ids of its own, of which it then is the first?
 * @user:	as whom it sees itself there
 *
 * The child then calls sandbox_furnish(). That a part cannot be had is not fatal.
 *
 * Return: as fork(2)
 */
pid_t sandbox_fork(struct sandbox *world, bool pid, const struct ids *user);

/**
 * sandbox_furnish() - mount, protect, and bring the network up; called in the new world
 *
 * @roles:	so many get files of their own
 *
 * Nothing has been done if it leaves @world->proc false though there is @world->pid.
 */
void sandbox_furnish(struct sandbox *world, const struct wishes *wishes, int roles);

#endif
