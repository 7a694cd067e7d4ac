/*
 * delivery: a signal reaches a thread.
 */
#ifndef OBSERVE_DELIVERY_H
#define OBSERVE_DELIVERY_H

#include "run.h"

/** delivery_on_signal() - record it, and resume the thread with it. */
void delivery_on_signal(struct run *run, struct thread *thread, int signal);

#endif
