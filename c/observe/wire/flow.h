/*
 * flow: what the packets of a connection say together.
 *
 * Turns absolute sequence numbers into ones that count from the first seen, scales
 * windows, and knows whether anything sent is still to be acknowledged.
 *
 * Limits: FLOWS_MAX directions at a time; then the oldest of some neighbours makes room, one
 * that has nothing in flight if there is one. A direction that comes back counts anew.
 */
#ifndef OBSERVE_WIRE_FLOW_H
#define OBSERVE_WIRE_FLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "wire/packet.h"

enum { FLOWS_MAX = 8192 };

/** What a TCP segment says in terms of its connection. */
struct flow_view {
	uint32_t seq;
	uint32_t ack;
	uint32_t window;	/* bytes */
};

/** flow_see() - take a TCP segment into account, and say what it means. */
struct flow_view flow_see(const struct packet *packet);

/**
 * flow_in_flight() - how many directions have sent what has not been acknowledged
 *
 * Such a direction will send again, or get its acknowledgement: something is still
 * to happen. Data that waits for a closed window has not been sent, and does not count.
 */
int flow_in_flight(void);

/**
 * flow_is_mptcp() - has there been a connection of MPTCP?
 *
 * Its stream has a window, acknowledgements and timers of its own, above those of its subflows,
 * which nobody tells (RFC 8684, 3.3).
 */
bool flow_is_mptcp(void);

/** flow_has_all() - has no direction had to make room? */
bool flow_has_all(void);

/** flow_each() - show both ends of each direction that has been seen, and not made room. */
void flow_each(void (*see)(void *context, const struct endpoint *source,
			   const struct endpoint *target),
	       void *context);

#endif
