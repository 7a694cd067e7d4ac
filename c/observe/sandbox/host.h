/*
 * host: the values of the machine's own network, for a run that is to have the same.
 *
 * A network namespace begins with the kernel's defaults for most of its settings, whatever the
 * machine was told by sysctl(8).
 */
#ifndef OBSERVE_SANDBOX_HOST_H
#define OBSERVE_SANDBOX_HOST_H

#include "sandbox/parts.h"

/** host_look() - read them; called in the machine's network namespace. */
void host_look(void);

/**
 * host_furnish() - give them to this network, those that have another value here
 *
 * One that cannot be given is told in @world->missing; one that no namespace has of its own is the
 * machine's anyway.
 */
void host_furnish(struct sandbox *world);

#endif
