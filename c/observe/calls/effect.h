/*
 * effect: what a call that succeeded has changed, as far as the observer must know it.
 *
 * New descriptors here; what else there is, each call's row says: kinds of sockets and their
 * ports, handlers of signals, timers, and that a role now serves.
 */
#ifndef OBSERVE_CALLS_EFFECT_H
#define OBSERVE_CALLS_EFFECT_H

#include "run.h"

/** effect_of() - the call that @thread has just returned from is taken into account. */
void effect_of(struct run *run, struct thread *thread);

/* For the rows' functions: */

/** effect_socket() - the network socket of @thread's call; NULL if it is about none */
struct sock *effect_socket(const struct thread *thread);

/** effect_has_place() - @sock, of @thread's call, has an address of its own now. */
void effect_has_place(struct run *run, const struct thread *thread, struct sock *sock);

/** effect_makes_fd() - @thread's call has returned a new descriptor; done for MAKES_FD. */
void effect_makes_fd(struct thread *thread);

#endif
