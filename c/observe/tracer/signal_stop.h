/*
 * signal_stop: a signal reaches a thread.
 */
#ifndef OBSERVE_TRACER_SIGNAL_STOP_H
#define OBSERVE_TRACER_SIGNAL_STOP_H

#include "run.h"
#include "tracer/step.h"

/** signal_stop_take() - record it, and resume the thread with it. */
struct step signal_stop_take(struct run *run, struct thread *thread, int signal);

#endif
