#include "wire/flow.h"

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
static uint16_t place[FLOWS_MAX];	/* in the table, of the first @known directions that came */
static int known;
static bool displaced;		/* a direction had to make room */
static bool has_mptcp;
static uint64_t segments;
static int in_flight;

static bool same_end(const struct endpoint *a, const struct endpoint *b)
{
	return a->port == b->port && a->v6 == b->v6 && !memcmp(a->ip, b->ip, a->v6 ? 16 : 4);
}

static uint32_t mix(const struct endpoint *a, const struct endpoint *b)
{
	const uint32_t prime = 16777619u;
	uint32_t hash = 2166136261u;	/* FNV-1a */

	for (size_t i = 0; i < sizeof(a->ip); i++)
		hash = ((hash ^ a->ip[i]) * prime ^ b->ip[i]) * prime;
	hash = ((hash ^ a->port) * prime ^ b->port) * prime;
	return hash ^ hash >> 16;	/* only the lower bits choose a place */
}

/* Has the place @a less to lose than @b? */
static bool gives_way(const struct direction *a, const struct direction *b)
{
	if (a->used != b->used)
		return !a->used;
	if (a->flying != b->flying)
		return !a->flying;
	return a->touched < b->touched;
}

/* The direction; a new one takes another's place if it must, but never that of @keep. */
static struct direction *find(const struct endpoint *source, const struct endpoint *target,
			      const struct direction *keep)
{
	enum { LOOKS = 16 };
	uint32_t start = mix(source, target);
	struct direction *victim = NULL;

	for (uint32_t i = 0; i < LOOKS; i++) {
		struct direction *at = &table[(start + i) % FLOWS_MAX];

		if (at->used && same_end(&at->source, source) && same_end(&at->target, target))
			return at;
		if (at != keep && (!victim || gives_way(at, victim)))
			victim = at;
	}
	if (victim->flying)
		in_flight--;
	if (victim->used)
		displaced = true;
	else
		place[known++] = (uint16_t)(victim - table);
	*victim = (struct direction){ .used = true, .source = *source, .target = *target,
				      .scale = -1 };
	return victim;
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

static void forget(struct direction *direction)
{
	direction->base = direction->sent = direction->acked = 0;
	direction->has_base = false;
	direction->scale = -1;
}

/* Does a SYN say that the connection known so far is over? One that is sent again does not. */
static bool is_anew(const struct direction *direction, const struct packet *packet)
{
	return direction->has_base && packet->flags & TCP_SYN && packet->seq != direction->base;
}

static void see_sent(struct direction *direction, const struct packet *packet)
{
	uint32_t end = packet->seq + packet->length + !!(packet->flags & TCP_SYN) +
		       !!(packet->flags & TCP_FIN);

	if (!direction->has_base || is_anew(direction, packet))
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
	struct direction *to = find(&packet->source, &packet->target, NULL);
	struct direction *back = find(&packet->target, &packet->source, to);
	struct flow_view view;

	to->touched = back->touched = ++segments;
	/* A caller that asks for it may be told by the answer that there is none. */
	has_mptcp |= packet->mptcp && !(packet->flags & TCP_SYN);
	if (is_anew(to, packet) && !(packet->flags & TCP_ACK))
		forget(back);
	see_sent(to, packet);
	if (packet->flags & TCP_ACK)
		see_acked(back, packet);
	if (packet->flags & TCP_RST) {	/* what is not acknowledged now never will be */
		to->acked = to->sent;
		back->acked = back->sent;
	}
	set_flying(to, is_after(to->sent, to->acked));
	set_flying(back, is_after(back->sent, back->acked));
	view.seq = packet->seq - to->base;
	view.ack = packet->flags & TCP_ACK ? packet->ack - back->base : 0;
	view.window = window_of(packet, to, back);
	return view;
}

int flow_in_flight(void)
{
	return in_flight;
}

bool flow_is_mptcp(void)
{
	return has_mptcp;
}

bool flow_has_all(void)
{
	return !displaced;
}

void flow_each(void (*see)(void *context, const struct endpoint *source,
			   const struct endpoint *target),
	       void *context)
{
	for (int i = 0; i < known; i++)
		see(context, &table[place[i]].source, &table[place[i]].target);
}
