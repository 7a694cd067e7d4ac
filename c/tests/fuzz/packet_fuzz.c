/* A frame, and what its connection makes of it: defined, and within the frame. */
#undef NDEBUG
#include <assert.h>

#include "wire/flow.h"
#include "wire/packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct packet packet;
	int rc = packet_parse(&packet, bytes, len);

	assert(!rc || packet.kind == PACKET_OTHER);
	assert(packet.data_len <= packet.length);
	assert(!packet.data_len || (packet.data >= bytes && packet.data_len <= len &&
				    packet.data + packet.data_len <= bytes + len));
	if (packet.kind == PACKET_TCP)
		(void)flow_see(&packet);
	assert(flow_in_flight() >= 0 && flow_in_flight() <= FLOWS_MAX);
	return 0;
}
