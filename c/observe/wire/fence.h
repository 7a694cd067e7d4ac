/*
 * fence: a datagram of our own through lo, where frames cannot be seen.
 *
 * What is sent over lo waits in a queue of the processor that sends it, first in, first out
 * (net/core/dev.c, enqueue_to_backlog). All of a run is on one processor, and the observer, too:
 * when the fence has arrived, so has all that was sent before it. What TCP keeps back beyond that
 * is asked of its sockets (quiescence.h).
 */
#ifndef OBSERVE_WIRE_FENCE_H
#define OBSERVE_WIRE_FENCE_H

#include <stdbool.h>
#include <stdint.h>

struct fence {
	int fd;			/* a socket that is connected to itself; -1: there is none */
	uint64_t number;	/* of the last one */
};

/** fence_open() - make the socket. Where there can be none, no fence is sent or comes. */
void fence_open(struct fence *fence);

/** fence_send() - send the next one; its predecessor need not have come. Return: was it sent? */
bool fence_send(struct fence *fence);

/** fence_has_come() - has the one that was sent last arrived? Does not wait. */
bool fence_has_come(struct fence *fence);

#endif
