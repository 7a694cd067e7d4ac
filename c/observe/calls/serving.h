/*
 * serving: does a role now serve? That is when it is ready, where it is to be told by its calls.
 *
 * A stream socket serves from listen(2) on, a datagram socket from its address on.
 */
#ifndef OBSERVE_CALLS_SERVING_H
#define OBSERVE_CALLS_SERVING_H

#include "run.h"

/** serving_look() - the socket of @thread's call can be spoken to since that call, @how */
void serving_look(struct run *run, const struct thread *thread, const char *how);

/** serving_find() - the same of a process whose calls are not known, by what it has open */
void serving_find(struct run *run, const struct process *process);

#endif
