/* flow: connections as timelines, a segment a row, with what it means beside it. */
#include "wire/flow.h"

#include "check.h"

enum { S = TCP_SYN, F = TCP_FIN, R = TCP_RST, A = TCP_ACK, SA = TCP_SYN | TCP_ACK,
       FA = TCP_FIN | TCP_ACK, RA = TCP_RST | TCP_ACK };

/* A segment of the client (>) or the server (<), and what is expected of it. */
struct segment {
	char way;
	uint8_t flags;
	uint32_t seq, ack, length;
	int8_t scale;		/* offered by a SYN; -1: not */
	uint16_t window;
	struct flow_view want;
	int in_flight;		/* directions, of this connection alone */
};

static struct endpoint end_of(uint16_t port)
{
	return (struct endpoint){ .ip = { 127, 0, 0, 1 }, .port = port };
}

static struct flow_view see(uint16_t from, uint16_t to, const struct segment *segment)
{
	const struct packet packet = {
		.kind = PACKET_TCP, .source = end_of(from), .target = end_of(to),
		.flags = segment->flags, .seq = segment->seq, .ack = segment->ack,
		.length = segment->length, .scale = segment->scale, .window = segment->window,
	};

	return flow_see(&packet);
}

/* Each timeline has a client's port of its own: what was remembered of others is no matter. */
static void run(const char *name, uint16_t client, const struct segment *row, size_t count)
{
	const uint16_t server = 9190;
	int before = flow_in_flight();

	for (size_t i = 0; i < count; i++, row++) {
		bool there = row->way == '>';
		struct flow_view view = see(there ? client : server, there ? server : client, row);
		char place[64];

		(void)snprintf(place, sizeof(place), "%s, row %zu", name, i + 1);
		expect(view.seq == row->want.seq, place);
		expect(view.ack == row->want.ack, place);
		expect(view.window == row->want.window, place);
		expect(flow_in_flight() - before == row->in_flight, place);
	}
	ok(name);
}

#define RUN(name, client, rows) run("flow: " name, client, rows, COUNT(rows))

/* Both start three bytes before the largest number: 0xfffffffd + 3 = 0 (RFC 9293, 3.4). */
static void a_life_over_the_wrap(void)
{
	static const struct segment rows[] = {
		{ '>', S, 0xfffffffdu, 0, 0, -1, 100, { 0, 0, 100 }, 1 },
		{ '<', SA, 0xfffffffdu, 0xfffffffeu, 0, -1, 200, { 0, 1, 200 }, 1 },
		{ '>', A, 0xfffffffeu, 0xfffffffeu, 0, -1, 100, { 1, 1, 100 }, 0 },
		{ '>', A, 0xfffffffeu, 0xfffffffeu, 5, -1, 100, { 1, 1, 100 }, 1 },
		{ '<', A, 0xfffffffeu, 3, 0, -1, 195, { 1, 6, 195 }, 0 },
		{ '<', A, 0xfffffffeu, 3, 2, -1, 195, { 1, 6, 195 }, 1 },
		{ '<', A, 0, 3, 2, -1, 195, { 3, 6, 195 }, 1 },
		{ '>', A, 3, 0, 0, -1, 98, { 6, 3, 98 }, 1 },
		{ '>', A, 3, 2, 0, -1, 96, { 6, 5, 96 }, 0 },
		{ '>', FA, 3, 2, 0, -1, 96, { 6, 5, 96 }, 1 },
		{ '<', FA, 2, 4, 0, -1, 195, { 5, 7, 195 }, 1 },
		{ '>', A, 4, 3, 0, -1, 96, { 7, 6, 96 }, 0 },
	};

	RUN("a connection's life, its numbers wrapping around", 40000, rows);
}

static void sent_again(void)
{
	static const struct segment rows[] = {
		{ '>', S, 1000, 0, 0, -1, 9, { 0, 0, 9 }, 1 },
		{ '>', S, 1000, 0, 0, -1, 9, { 0, 0, 9 }, 1 },
		{ '<', SA, 5000, 1001, 0, -1, 9, { 0, 1, 9 }, 1 },
		{ '<', SA, 5000, 1001, 0, -1, 9, { 0, 1, 9 }, 1 },
		{ '>', A, 1001, 5001, 10, -1, 9, { 1, 1, 9 }, 1 },
		{ '>', A, 1001, 5001, 10, -1, 9, { 1, 1, 9 }, 1 },
		{ '<', A, 5001, 1011, 0, -1, 9, { 1, 11, 9 }, 0 },
		{ '<', A, 5001, 1006, 0, -1, 9, { 1, 6, 9 }, 0 },	/* an old acknowledgement */
		{ '>', A, 1001, 5001, 10, -1, 9, { 1, 1, 9 }, 0 },	/* all of it is acknowledged */
	};

	RUN("segments sent again", 40001, rows);
}

static void windows(void)
{
	static const struct segment both[] = {
		{ '>', S, 0, 0, 0, 7, 65495, { 0, 0, 65495 }, 1 },
		{ '<', SA, 0, 1, 0, 3, 65483, { 0, 1, 65483 }, 1 },
		{ '>', A, 1, 1, 0, -1, 512, { 1, 1, 512 << 7 }, 0 },
		{ '<', A, 1, 1, 0, -1, 512, { 1, 1, 512 << 3 }, 0 },
		{ '<', A, 1, 1, 0, -1, 0, { 1, 1, 0 }, 0 },
	};
	static const struct segment largest[] = {
		{ '>', S, 0, 0, 0, 14, 65535, { 0, 0, 65535 }, 1 },
		{ '<', SA, 0, 1, 0, 0, 65535, { 0, 1, 65535 }, 1 },
		{ '>', A, 1, 1, 0, -1, 65535, { 1, 1, 1073725440 }, 0 },	/* 65535 * 2^14 */
		{ '<', A, 1, 1, 0, -1, 65535, { 1, 1, 65535 }, 0 },
	};
	static const struct segment one[] = {
		{ '>', S, 0, 0, 0, 7, 1000, { 0, 0, 1000 }, 1 },
		{ '<', SA, 0, 1, 0, -1, 1000, { 0, 1, 1000 }, 1 },
		{ '>', A, 1, 1, 0, -1, 512, { 1, 1, 512 }, 0 },
		{ '<', A, 1, 1, 0, -1, 512, { 1, 1, 512 }, 0 },
	};

	RUN("windows that both sides scale", 40010, both);
	RUN("the largest window", 40011, largest);
	RUN("a window scale that only one side offers", 40012, one);
}

static void resets(void)
{
	static const struct segment refused[] = {
		{ '>', S, 777, 0, 0, -1, 9, { 0, 0, 9 }, 1 },
		{ '<', RA, 0, 778, 0, -1, 0, { 0, 1, 0 }, 0 },
	};
	static const struct segment amid[] = {
		{ '>', S, 10, 0, 0, -1, 9, { 0, 0, 9 }, 1 },
		{ '<', SA, 20, 11, 0, -1, 9, { 0, 1, 9 }, 1 },
		{ '>', A, 11, 21, 0, -1, 9, { 1, 1, 9 }, 0 },
		{ '>', A, 11, 21, 5, -1, 9, { 1, 1, 9 }, 1 },
		{ '<', A, 21, 11, 5, -1, 9, { 1, 1, 9 }, 2 },
		{ '>', R, 16, 0, 0, -1, 0, { 6, 0, 0 }, 0 },
		{ '<', A, 26, 16, 0, -1, 9, { 6, 6, 9 }, 0 },	/* on its way; brings no data back */
		{ '>', R, 16, 0, 0, -1, 0, { 6, 0, 0 }, 0 },
	};

	RUN("a connection refused", 40020, refused);
	RUN("a reset ends what was in flight", 40021, amid);
}

static void the_same_ports_again(void)
{
	static const struct segment rows[] = {
		{ '>', S, 5000, 0, 0, 7, 9, { 0, 0, 9 }, 1 },
		{ '<', SA, 0x90000000u, 5001, 0, 7, 9, { 0, 1, 9 }, 1 },
		{ '>', A, 5001, 0x90000001u, 0, -1, 9, { 1, 1, 9 << 7 }, 0 },
		{ '<', A, 0x90000001u, 5001, 5, -1, 9, { 1, 1, 9 << 7 }, 1 },
		{ '>', R, 5001, 0, 0, -1, 0, { 1, 0, 0 }, 0 },
		/* A second life: smaller numbers, no window scale. */
		{ '>', S, 100, 0, 0, -1, 9, { 0, 0, 9 }, 1 },
		{ '<', SA, 200, 101, 0, 7, 9, { 0, 1, 9 }, 1 },
		{ '>', A, 101, 201, 3, -1, 9, { 1, 1, 9 }, 1 },
		{ '<', A, 201, 104, 0, -1, 9, { 1, 4, 9 }, 0 },
		/* A third is refused: the reset's number 0 is no longer the second's. */
		{ '>', S, 50, 0, 0, -1, 9, { 0, 0, 9 }, 1 },
		{ '<', RA, 0, 51, 0, -1, 0, { 0, 1, 0 }, 0 },
	};

	RUN("new connections on the same ports", 40030, rows);
}

static void seen_from_the_middle(void)
{
	static const struct segment rows[] = {
		{ '>', A, 5000, 7000, 10, -1, 512, { 0, 0, 512 }, 1 },
		{ '<', A, 7000, 5010, 0, -1, 512, { 0, 10, 512 }, 0 },
		{ '<', A, 7000, 5040, 0, -1, 512, { 0, 40, 512 }, 0 },	/* of what was not seen */
		{ '>', A, 5020, 7000, 10, -1, 512, { 20, 0, 512 }, 0 },
	};

	RUN("a connection that was there before", 40040, rows);
}

/* Simultaneous open with oneself (RFC 9293, 3.5): both directions are one. */
static void with_itself(void)
{
	static const struct segment rows[] = {
		{ '>', S, 10, 0, 0, -1, 9, { 0, 0, 9 }, 1 },
		{ '>', SA, 10, 11, 0, -1, 9, { 0, 1, 9 }, 0 },
		{ '>', A, 11, 11, 5, -1, 9, { 1, 1, 9 }, 1 },
		{ '>', A, 16, 16, 0, -1, 9, { 6, 6, 9 }, 0 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct flow_view view = see(40050, 40050, &rows[i]);

		assert(view.seq == rows[i].want.seq && view.ack == rows[i].want.ack);
		assert(flow_in_flight() == rows[i].in_flight);
	}
	ok("flow: a socket connected to itself");
}

/* Two connections whose addresses differ in their last byte only. */
static void ipv6(void)
{
	struct packet packet = { .kind = PACKET_TCP, .flags = TCP_SYN, .seq = 100, .scale = -1,
				 .source = { .v6 = true, .port = 1 }, .target = { .v6 = true, .port = 2 } };

	(void)flow_see(&packet);
	packet.source.ip[15] = 1;
	packet.seq = 200;
	(void)flow_see(&packet);
	packet.flags = TCP_ACK;
	packet.seq = 203;
	assert(flow_see(&packet).seq == 3);
	packet.source.ip[15] = 0;
	packet.seq = 103;
	assert(flow_see(&packet).seq == 3);
	packet.flags = TCP_RST;
	(void)flow_see(&packet);
	packet.source.ip[15] = 1;
	(void)flow_see(&packet);
	assert(flow_in_flight() == 0);
	ok("flow: IPv6 addresses to the last byte");
}

/* Client @port opens; nothing is left in flight. Its numbers start at its port. */
static void open_one(uint16_t port, uint16_t server)
{
	const struct segment syn = { .flags = S, .seq = port };
	const struct segment answer = { .flags = SA, .seq = port * 10u, .ack = port + 1u };
	const struct segment ack = { .flags = A, .seq = port + 1u, .ack = port * 10u + 1 };

	(void)see(port, server, &syn);
	(void)see(server, port, &answer);
	(void)see(port, server, &ack);
}

/* As many as a busy server has: each keeps its own numbers while the others go on. */
static void many_to_one_server(void)
{
	enum { CLIENTS = 1000, FIRST = 20000, SERVER = 80 };

	for (int i = 0; i < CLIENTS; i++)
		open_one((uint16_t)(FIRST + i), SERVER);
	assert(flow_in_flight() == 0);
	for (int i = 0; i < CLIENTS; i++) {
		uint16_t port = (uint16_t)(FIRST + i);
		const struct segment data = { .flags = A, .seq = port * 10u + 1, .ack = port + 1u,
					      .length = 4 };
		struct flow_view view = see(SERVER, port, &data);

		assert(view.seq == 1 && view.ack == 1);
		assert(flow_in_flight() == i + 1);
	}
	for (int i = 0; i < CLIENTS; i++) {
		uint16_t port = (uint16_t)(FIRST + i);
		const struct segment ack = { .flags = A, .seq = port + 1u, .ack = port * 10u + 5 };
		struct flow_view view = see(port, SERVER, &ack);

		assert(view.seq == 1 && view.ack == 5);
	}
	assert(flow_in_flight() == 0);
	ok("flow: many connections to one server");
}

static void count(void *context, const struct endpoint *source, const struct endpoint *target)
{
	int *number = context;

	*number += source->port == 84 || target->port == 84;
}

static void shows_each_direction(void)
{
	int number = 0;

	for (int i = 0; i < 2; i++)
		open_one(30000, 84);
	open_one(30001, 84);
	flow_each(count, &number);
	assert(number == 4 && flow_has_all());
	ok("flow: shows each direction once");
}

/* What is in flight is remembered when the table is full many times over. */
static void more_than_the_table_holds(void)
{
	const struct segment data = { .flags = A, .seq = 1, .ack = 1, .length = 7 };
	const struct segment ack = { .flags = A, .seq = 1, .ack = 8 };

	(void)see(30000, 81, &data);
	for (int i = 0; i < 2 * FLOWS_MAX; i++) {
		open_one((uint16_t)(1024 + i), 82);
		assert(flow_in_flight() == 1);
	}
	(void)see(81, 30000, &ack);
	assert(flow_in_flight() == 0 && !flow_has_all());
	ok("flow: more idle connections than the table holds");
}

/* If all of them have something in flight, some are forgotten, and none is counted twice. */
static void more_in_flight_than_the_table_holds(void)
{
	const struct segment data = { .flags = A, .seq = 1, .ack = 1, .length = 7 };
	const struct segment ack = { .flags = A, .seq = 1, .ack = 8 };

	for (int i = 0; i < 2 * FLOWS_MAX; i++) {
		(void)see((uint16_t)(1024 + i), 83, &data);
		assert(flow_in_flight() > 0 && flow_in_flight() <= FLOWS_MAX);
	}
	for (int i = 0; i < 2 * FLOWS_MAX; i++) {
		(void)see(83, (uint16_t)(1024 + i), &ack);
		assert(flow_in_flight() >= 0);
	}
	assert(flow_in_flight() == 0);
	ok("flow: more in flight than the table holds");
}

int main(void)
{
	a_life_over_the_wrap();
	sent_again();
	windows();
	resets();
	the_same_ports_again();
	seen_from_the_middle();
	with_itself();
	ipv6();
	many_to_one_server();
	shows_each_direction();
	more_than_the_table_holds();
	more_in_flight_than_the_table_holds();
	return 0;
}
