/* sandbox: what a role puts itself into, and how much of it is still seen there. */
#ifndef OBSERVE_CALLS_SANDBOX_H
#define OBSERVE_CALLS_SANDBOX_H

#include "run.h"

/** sandbox_entered() - @thread, or a child of it, is in new namespaces: CLONE_NEW…, clone(2) */
void sandbox_entered(struct run *run, const struct thread *thread, uint64_t flags);

/** sandbox_may_enter() - the same by its call, whose first argument they are, before it is made */
void sandbox_may_enter(struct run *run, const struct thread *thread);

#endif
