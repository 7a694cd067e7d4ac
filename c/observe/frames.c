#include "frames.h"

#include "wire/flow.h"
#include "wire/nxdomain.h"
#include "wire/owner.h"

static uint32_t kinds_of(const struct packet *packet)
{
	uint32_t kinds = 1u << KIND_FRAME;
	uint16_t flags = packet->stream;

	if (packet->is_dns)
		kinds |= 1u << (packet->dns.response ? KIND_ANSWER : KIND_QUESTION);
	if (packet->kind == PACKET_UDP)
		return kinds | 1u << KIND_DATAGRAM;
	if (packet->kind == PACKET_ICMP) {
		bool port = packet->source.v6 ? packet->type == 1 && packet->code == 4 :
						packet->type == 3 && packet->code == 3;

		return port ? kinds | 1u << KIND_UNREACHABLE : kinds;
	}
	if (packet->kind != PACKET_TCP)
		return kinds;
	kinds |= 1u << KIND_WINDOW;
	if (flags & TCP_SYN)
		kinds |= 1u << (flags & TCP_ACK ? KIND_SYN_ACK : KIND_SYN);
	if (flags & TCP_FIN)
		kinds |= 1u << KIND_FIN;
	if (flags & TCP_RST)
		kinds |= 1u << KIND_RST;
	if (packet->length)
		kinds |= 1u << KIND_DATA;
	if (flags == TCP_ACK && !packet->length)
		kinds |= 1u << KIND_ACK;
	return kinds;
}

static void see_frame(struct run *run, const struct frame *frame)
{
	struct packet packet;
	struct flow_view view = { 0 };
	struct owners owners;
	struct event event = { .kind = EVENT_WIRE, .t_ns = frame->t_ns };

	/* What cannot be read is still a frame: it is told as "other". */
	(void)packet_parse(&packet, frame->bytes, frame->captured);
	if (packet.kind == PACKET_TCP)
		view = flow_see(&packet);
	owners = owner_of_frame(run, &packet);
	event.who.role = owner_name(run, owners.from);
	event.wire = (struct wire_event){ owner_name(run, owners.to), kinds_of(&packet), frame,
					  &packet, &view };
	/* What a program says to itself, or to nobody of the run, may be a timer's doing. */
	run->effects += event.who.role && event.wire.to && event.who.role != event.wire.to;
	run_tell(run, &event);
}

void frames_read(struct run *run)
{
	int full = 1;

	while (full && run->capture.fd >= 0) {
		int count = capture_read(&run->capture, &full);

		if (count < 0) {
			run_broken(run, "cannot read what was captured");
			return;
		}
		for (int i = 0; i < count; i++)
			see_frame(run, &run->capture.frame[i]);
	}
	/* After a fence has been seen, so that what came before it does not wait at the end. */
	if (run->nxdomain >= 0)
		nxdomain_serve(run->nxdomain);
}
