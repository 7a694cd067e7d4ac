#include "flow.h"

#include <string.h>

/* One direction of a connection. */
struct direction {
	bool used;
	bool has_base;
	struct endpoint source;
	struct endpoint target;
	uint32_t base;		/* sequence number that counts as 0 */
	uint32_t sent;		/* one past the last number sent */
	uint32_t acked;		/* by the other side */
	int8_t scale;		/* of the windows it announces; -1 not offered */
	bool flying;		/* counted in in_flight */
	uint64_t touched;	/* when it was last seen, in segments */
};

static struct direction table[FLOWS_MAX];
static uint64_t segments;
static int in_flight;

static bool same_end(const struct endpoint *a, const struct endpoint *b)
{
	return a->port == b->port && a->v6 == b->v6 && !memcmp(a->ip, b->ip, a->v6 ? 16 : 4);
}

static uint32_t mix(const struct endpoint *a, const struct endpoint *b)
{
	uint32_t hash = 2166136261u;	/* FNV-1a */

	for (size_t i = 0; i < sizeof(a->ip); i++)
		hash = (hash ^ a->ip[i] ^ (uint32_t)b->ip[i] << 8) * 16777619u;
	return (hash ^ a->port ^ (uint32_t)b->port << 16) * 16777619u;
}

static struct direction *find(const struct endpoint *source, const struct endpoint *target)
{
	enum { LOOKS = 16 };
	uint32_t start = mix(source, target);
	struct direction *oldest = NULL;

	for (uint32_t i = 0; i < LOOKS; i++) {
		struct direction *at = &table[(start + i) % FLOWS_MAX];

		if (at->used && same_end(&at->source, source) && same_end(&at->target, target))
			return at;
		if (!at->used || !oldest || (oldest->used && at->touched < oldest->touched))
			if (!oldest || oldest->used)
				oldest = at;
	}
	if (oldest->flying)
		in_flight--;
	*oldest = (struct direction){ .used = true, .source = *source, .target = *target,
				      .scale = -1 };
	return oldest;
}

static void set_flying(struct direction *direction, bool flying)
{
	in_flight += (int)flying - (int)direction->flying;
	direction->flying = flying;
}

/* a is after b, on the circle of sequence numbers (RFC 9293, 3.4). */
static bool is_after(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) > 0;
}

static void begin(struct direction *direction, uint32_t seq)
{
	direction->base = direction->sent = direction->acked = seq;
	direction->has_base = true;
}

static void see_sent(struct direction *direction, const struct packet *packet)
{
	uint32_t end = packet->seq + packet->length + !!(packet->flags & TCP_SYN) +
		       !!(packet->flags & TCP_FIN);

	/* A new connection on the same pair of ports begins anew. */
	if (!direction->has_base || (packet->flags & TCP_SYN && packet->seq != direction->base))
		begin(direction, packet->seq);
	if (packet->flags & TCP_SYN)
		direction->scale = packet->scale;
	if (is_after(end, direction->sent))
		direction->sent = end;
}

static void see_acked(struct direction *direction, const struct packet *packet)
{
	if (!direction->has_base)
		begin(direction, packet->ack);
	if (is_after(packet->ack, direction->acked))
		direction->acked = packet->ack;
}

/* RFC 7323, 2.2: a window is scaled if both SYNs offered it, and never in a SYN. */
static uint32_t window_of(const struct packet *packet, const struct direction *to,
			  const struct direction *back)
{
	if (packet->flags & TCP_SYN || to->scale < 0 || back->scale < 0)
		return packet->window;
	return (uint32_t)packet->window << to->scale;
}

struct flow_view flow_see(const struct packet *packet)
{
	struct direction *to = find(&packet->source, &packet->target);
	struct direction *back;
	struct flow_view view;

	to->touched = ++segments;	/* before the next search, which may make room */
	back = find(&packet->target, &packet->source);
	back->touched = segments;

	see_sent(to, packet);
	if (packet->flags & TCP_ACK)
		see_acked(back, packet);
	set_flying(to, is_after(to->sent, to->acked));
	set_flying(back, is_after(back->sent, back->acked));
	if (packet->flags & TCP_RST) {
		set_flying(to, false);
		set_flying(back, false);
	}
	view.seq = packet->seq - to->base;
	view.ack = packet->flags & TCP_ACK ? packet->ack - back->base : 0;
	view.window = window_of(packet, to, back);
	return view;
}

int flow_in_flight(void)
{
	return in_flight;
}
