/* packet: frames written by hand, whole, cut at every byte, and with every byte wrong. */
#include "wire/packet.h"

#include <errno.h>

#include "check.h"

/* IEEE 802.3: to, from, type. On lo both addresses are zero. */
#define ETHER(type) 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, BE16(type)
/* RFC 791, 3.1: version 4, 5 words; total length; flags and offset; protocol. */
#define IPV4_PIECE(total, fragment, protocol) 0x45, 0, BE16(total), 0x12, 0x34, BE16(fragment), \
	64, protocol, 0, 0, 127, 0, 0, 1, 127, 0, 0, 2
#define IPV4(total, protocol) IPV4_PIECE(total, 0x4000, protocol)	/* "don't fragment" */
/* RFC 8200, 3: version 6; payload length; next header; hop limit. */
#define IPV6(length, next) 0x60, 0, 0, 0, BE16(length), next, 64, \
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, \
	0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2
/* RFC 9293, 3.1: ports, numbers, data offset in words, flags, window 0xfff0. */
#define TCP(words, flags) BE16(40000), BE16(9190), BE32(0xfffffffeu), BE32(0x01020304u), \
	(words) << 4, flags, BE16(0xfff0), 0, 0, 0, 0
/* RFC 768: ports, length with these 8 bytes. */
#define UDP(source, target, length) BE16(source), BE16(target), BE16(length), 0, 0
/* RFC 792: type, code, checksum, four bytes that depend on the type. */
#define ICMP(type, code) type, code, 0, 0, 0, 0, 0, 0

enum { ICMP_4 = 1, TCP_4 = 6, UDP_4 = 17, ICMP_6 = 58, NOTHING = 59, MORE = 0x2000 };

/* MSS 65495, SACK permitted, time stamps, a filler, window scale 7: 4 + 2 + 10 + 1 + 3 = 20. */
#define SYN_OPTIONS 2, 4, 0xff, 0xd7, 4, 2, 8, 10, 1, 1, 1, 1, 0, 0, 0, 0, 1, 3, 3, 7

static const uint8_t SYN4[] = {
	ETHER(0x0800), IPV4(20 + 40, TCP_4), TCP(10, TCP_SYN), SYN_OPTIONS,
};
static const uint8_t SYN6[] = {
	ETHER(0x86dd), IPV6(40, TCP_4), TCP(10, TCP_SYN), SYN_OPTIONS,
};
static const uint8_t DATA4[] = {
	ETHER(0x0800), IPV4(20 + 20 + 5, TCP_4), TCP(5, TCP_PSH | TCP_ACK), 'h', 'e', 'l', 'l', 'o',
};
static const uint8_t UDP4[] = {
	ETHER(0x0800), IPV4(20 + 8 + 5, UDP_4), UDP(40001, 9190, 8 + 5), 'h', 'e', 'l', 'l', 'o',
};
static const uint8_t UDP6[] = {
	ETHER(0x86dd), IPV6(8 + 0, UDP_4), UDP(40001, 9190, 8 + 0),
};
static const uint8_t UNREACHABLE4[] = {
	ETHER(0x0800), IPV4(20 + 8 + 20 + 8, ICMP_4), ICMP(3, 3),
	IPV4(20 + 8 + 5, UDP_4), UDP(40001, 9190, 8 + 5),
};
static const uint8_t UNREACHABLE6[] = {
	ETHER(0x86dd), IPV6(8 + 40 + 20, ICMP_6), ICMP(1, 4), IPV6(20, TCP_4), TCP(5, TCP_SYN),
};
static const uint8_t ECHO4[] = {
	ETHER(0x0800), IPV4(20 + 8 + 20, ICMP_4), ICMP(8, 0), IPV4(20, UDP_4),
};
static const uint8_t QUERY4[] = {
	ETHER(0x0800), IPV4(20 + 8 + 12 + 7, UDP_4), UDP(40001, 53, 8 + 12 + 7),
	BE16(4711), 0x01, 0x00, BE16(1), BE16(0), BE16(0), BE16(0),
	1, 'a', 0, BE16(28), BE16(1),
};
static const uint8_t ARP[] = { ETHER(0x0806), 0, 1, 8, 0, 6, 4, 0, 1 };
static const uint8_t EMPTY4[] = { ETHER(0x0800), IPV4(20 + 0, NOTHING) };
static const uint8_t EMPTY6[] = { ETHER(0x86dd), IPV6(0, NOTHING) };
static const uint8_t ICMP4[] = { ETHER(0x0800), IPV4(20 + 8, ICMP_4), ICMP(0, 0) };
static const uint8_t FIRST4[] = {	/* of a datagram of 3000 bytes; here are 8 + 8 */
	ETHER(0x0800), IPV4_PIECE(20 + 8 + 8, MORE, UDP_4), UDP(40001, 9190, 8 + 3000),
	'0', '1', '2', '3', '4', '5', '6', '7',
};
static const uint8_t LATER4[] = {	/* at offset 2 * 8; what looks like ports is data */
	ETHER(0x0800), IPV4_PIECE(20 + 8, MORE | 2, UDP_4), BE16(40001), BE16(9190), 1, 2, 3, 4,
};

/* A frame, what is known of it, and how many bytes its headers are: less is -ENODATA. */
static const struct row {
	const char *name;
	const uint8_t *frame;
	size_t size;
	size_t headers;
	enum packet_kind kind;
	uint16_t source, target;
	uint32_t length;
	bool v6;
} FRAMES[] = {
	{ "TCP SYN, IPv4", SYN4, sizeof(SYN4), 14 + 20 + 40, PACKET_TCP, 40000, 9190, 0, false },
	{ "TCP SYN, IPv6", SYN6, sizeof(SYN6), 14 + 40 + 40, PACKET_TCP, 40000, 9190, 0, true },
	{ "TCP data", DATA4, sizeof(DATA4), 14 + 20 + 20, PACKET_TCP, 40000, 9190, 5, false },
	{ "UDP, IPv4", UDP4, sizeof(UDP4), 14 + 20 + 8, PACKET_UDP, 40001, 9190, 5, false },
	{ "UDP, IPv6, empty", UDP6, sizeof(UDP6), 14 + 40 + 8, PACKET_UDP, 40001, 9190, 0, true },
	{ "ICMP", UNREACHABLE4, sizeof(UNREACHABLE4), 14 + 20 + 8, PACKET_ICMP, 0, 0, 28, false },
	{ "ICMPv6", UNREACHABLE6, sizeof(UNREACHABLE6), 14 + 40 + 8, PACKET_ICMP, 0, 0, 60, true },
	{ "ICMP echo", ECHO4, sizeof(ECHO4), 14 + 20 + 8, PACKET_ICMP, 0, 0, 20, false },
	{ "DNS query", QUERY4, sizeof(QUERY4), 14 + 20 + 8, PACKET_UDP, 40001, 53, 19, false },
	{ "ICMP, empty", ICMP4, sizeof(ICMP4), 14 + 20 + 8, PACKET_ICMP, 0, 0, 0, false },
	{ "IPv4, empty", EMPTY4, sizeof(EMPTY4), 14 + 20, PACKET_OTHER, 0, 0, 0, false },
	{ "IPv6, empty", EMPTY6, sizeof(EMPTY6), 14 + 40, PACKET_OTHER, 0, 0, 0, true },
	{ "ARP", ARP, sizeof(ARP), 14, PACKET_OTHER, 0, 0, 8, false },
	{ "first fragment", FIRST4, sizeof(FIRST4), 14 + 20 + 8, PACKET_UDP, 40001, 9190, 3000, false },
	{ "later fragment", LATER4, sizeof(LATER4), 14 + 20, PACKET_OTHER, 0, 0, 8, false },
};


static void frames_say_what_they_are(void)
{
	for (const struct row *row = FRAMES; row < FRAMES + COUNT(FRAMES); row++) {
		struct packet packet;

		expect(packet_parse(&packet, row->frame, row->size) == 0, row->name);
		expect(packet.kind == row->kind, row->name);
		expect(packet.source.port == row->source, row->name);
		expect(packet.target.port == row->target, row->name);
		expect(packet.length == row->length, row->name);
		expect(packet.source.v6 == row->v6 && packet.target.v6 == row->v6, row->name);
		expect(packet.data_len == row->size - row->headers, row->name);
	}
	ok("packet: kind, ports and length of each frame");
}

/* Whatever was read, it lies within the frame. The sum is for the sanitizer. */
static void expect_within(const struct packet *packet, const uint8_t *frame, size_t size,
			  const char *name)
{
	unsigned sum = 0;

	expect(packet->data_len <= packet->length, name);
	expect(packet->data_len <= size, name);
	expect(!packet->data_len || packet->data + packet->data_len <= frame + size, name);
	for (size_t i = 0; i < packet->data_len; i++)
		sum += packet->data[i];
	expect(sum <= 255 * packet->data_len, name);
	expect(memchr(packet->dns.name, 0, sizeof(packet->dns.name)) != NULL, name);
}

static void every_cut_is_noticed(void)
{
	for (const struct row *row = FRAMES; row < FRAMES + COUNT(FRAMES); row++) {
		for (size_t n = 0; n < row->size; n++) {
			uint8_t *cut = exactly(row->frame, n);
			struct packet packet;
			int rc = packet_parse(&packet, cut, n);

			expect(rc == (n < row->headers ? -ENODATA : 0), row->name);
			expect(!rc || packet.kind == PACKET_OTHER, row->name);
			expect(rc || row->kind == PACKET_OTHER || packet.length == row->length,
			       row->name);
			expect_within(&packet, cut, n, row->name);
			free(cut);
		}
	}
	ok("packet: every truncation of each frame");
}

static void every_wrong_byte_is_borne(void)
{
	for (const struct row *row = FRAMES; row < FRAMES + COUNT(FRAMES); row++) {
		uint8_t *wrong = exactly(row->frame, row->size);

		for (size_t at = 0; at < row->size; at++) {
			for (unsigned value = 0; value < 256; value++) {
				struct packet packet;
				int rc;

				wrong[at] = (uint8_t)value;
				rc = packet_parse(&packet, wrong, row->size);
				expect(rc == 0 || rc == -ENODATA || rc == -EPROTO, row->name);
				expect_within(&packet, wrong, row->size, row->name);
			}
			wrong[at] = row->frame[at];
		}
		free(wrong);
	}
	ok("packet: every value of every byte of each frame");
}

static void contradictions_are_refused(void)
{
	enum { IP = 14, IP4_TCP = 14 + 20, IP6_TCP = 14 + 40 };
	static const struct {
		const char *name;
		const uint8_t *frame;
		size_t size, at;
		uint8_t value;
		int rc;
	} rows[] = {
		{ "IPv4: version 6", SYN4, sizeof(SYN4), IP, 0x65, -EPROTO },
		{ "IPv4: header of 4 words", SYN4, sizeof(SYN4), IP, 0x44, -EPROTO },
		{ "IPv4: header longer than all", UDP4, sizeof(UDP4), IP, 0x4f, -EPROTO },
		{ "IPv4: all shorter than the header", SYN4, sizeof(SYN4), IP + 3, 19, -EPROTO },
		{ "IPv6: version 4", SYN6, sizeof(SYN6), IP, 0x45, -EPROTO },
		{ "IPv6: no room for TCP", SYN6, sizeof(SYN6), IP + 5, 39, -EPROTO },
		{ "TCP: header of 4 words", SYN4, sizeof(SYN4), IP4_TCP + 12, 0x40, -EPROTO },
		{ "TCP: header of 11 words in 10", SYN4, sizeof(SYN4), IP4_TCP + 12, 0xb0, -EPROTO },
		{ "TCP: header of 9 words in 10", SYN6, sizeof(SYN6), IP6_TCP + 12, 0x90, 0 },
		{ "UDP: length 7", UDP4, sizeof(UDP4), IP4_TCP + 5, 7, -EPROTO },
		{ "UDP: length 14 in 13", UDP4, sizeof(UDP4), IP4_TCP + 5, 14, -EPROTO },
		{ "UDP: length 12 in 13", UDP4, sizeof(UDP4), IP4_TCP + 5, 12, 0 },
		{ "ICMP: 7 bytes", ECHO4, sizeof(ECHO4), IP + 3, 20 + 7, -EPROTO },
		{ "no protocol that is known", UDP4, sizeof(UDP4), IP + 9, 255, 0 },
		{ "no type that is known", UDP4, sizeof(UDP4), 12, 0x88, 0 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		uint8_t *frame = exactly(rows[i].frame, rows[i].size);
		struct packet packet;

		frame[rows[i].at] = rows[i].value;
		expect(packet_parse(&packet, frame, rows[i].size) == rows[i].rc, rows[i].name);
		expect(!rows[i].rc || packet.kind == PACKET_OTHER, rows[i].name);
		free(frame);
	}
	ok("packet: header lengths that contradict each other");
}

static void tcp_header(void)
{
	struct packet packet;

	assert(packet_parse(&packet, DATA4, sizeof(DATA4)) == 0);
	assert(packet.flags == (TCP_PSH | TCP_ACK));
	assert(packet.seq == 0xfffffffeu && packet.ack == 0x01020304u);
	assert(packet.window == 0xfff0);
	assert(packet.scale == -1);
	assert(packet.data_len == 5 && !memcmp(packet.data, "hello", 5));
	assert(packet_parse(&packet, SYN6, sizeof(SYN6)) == 0);
	assert(packet.flags == TCP_SYN && packet.scale == 7);
	ok("packet: the fields of a TCP header");
}

/* RFC 9293, 3.1: kind 0 ends, 1 fills, others have a length that counts kind and length. */
static void window_scale_among_options(void)
{
	static const struct {
		const char *name;
		uint8_t option[8];
		int8_t scale;
	} rows[] = {
		{ "fillers only", { 1, 1, 1, 1, 1, 1, 1, 1 }, -1 },
		{ "first", { 3, 3, 9, 0 }, 9 },
		{ "last", { 1, 1, 1, 1, 1, 3, 3, 9 }, 9 },
		{ "0 is an offer, too", { 3, 3, 0, 0 }, 0 },
		{ "after MSS", { 2, 4, 0xff, 0xd7, 1, 3, 3, 7 }, 7 },
		{ "more than 14 counts as 14: RFC 7323, 2.3", { 3, 3, 15, 0 }, 14 },
		{ "255", { 3, 3, 255, 0 }, 14 },
		{ "after the end", { 0, 3, 3, 9 }, -1 },
		{ "of a wrong length", { 3, 4, 9, 0 }, -1 },
		{ "behind a length of 0", { 5, 0, 3, 3, 9, 0 }, -1 },
		{ "behind a length of 1", { 5, 1, 3, 3, 9, 0 }, -1 },
		{ "behind a length past the end", { 5, 9, 3, 3, 9, 0 }, -1 },
		{ "without its shift", { 1, 1, 1, 1, 1, 1, 3, 3 }, -1 },
		{ "without its length", { 1, 1, 1, 1, 1, 1, 1, 3 }, -1 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		static const uint8_t start[] = {
			ETHER(0x0800), IPV4(20 + 28, TCP_4), TCP(7, TCP_SYN),
		};
		uint8_t frame[sizeof(start) + sizeof(rows->option)];
		struct packet packet;
		uint8_t *exact;

		memcpy(frame, start, sizeof(start));
		memcpy(frame + sizeof(start), rows[i].option, sizeof(rows->option));
		exact = exactly(frame, sizeof(frame));
		expect(packet_parse(&packet, exact, sizeof(frame)) == 0, rows[i].name);
		expect(packet.scale == rows[i].scale, rows[i].name);
		free(exact);
	}
	ok("packet: the window scale among TCP's options");
}

static void lengths_are_as_sent(void)
{
	static const uint8_t padded[] = {	/* to Ethernet's least, 60 bytes; 20 + 8 + 2 are IP's */
		ETHER(0x0800), IPV4(20 + 8 + 2, UDP_4), UDP(1, 2, 8 + 2), 'a', 'b',
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	};
	static const uint8_t snapped[] = {	/* the most that IPv4 can carry, cut after its header */
		ETHER(0x0800), IPV4(65535, TCP_4), TCP(5, TCP_ACK), 'x',
	};
	struct packet packet;

	static_assert(sizeof(padded) == 60, "Ethernet's least");
	assert(packet_parse(&packet, padded, sizeof(padded)) == 0);
	assert(packet.length == 2 && packet.data_len == 2);

	assert(packet_parse(&packet, snapped, sizeof(snapped)) == 0);
	assert(packet.length == 65535 - 20 - 20 && packet.data_len == 1);
	ok("packet: length is what was sent, without padding, whole where it was cut");
}

static void ipv4_options_are_passed(void)
{
	static const uint8_t frame[] = {	/* 6 words: "record route" with no room, and the end */
		ETHER(0x0800), 0x46, 0, BE16(24 + 8), 0, 0, 0, 0, 64, UDP_4, 0, 0, 10, 0, 0, 1,
		10, 0, 0, 2, 7, 3, 4, 0, UDP(7, 9, 8),
	};
	struct packet packet;

	assert(packet_parse(&packet, frame, sizeof(frame)) == 0);
	assert(packet.kind == PACKET_UDP);
	assert(packet.source.port == 7 && packet.target.port == 9);
	ok("packet: options of IPv4");
}

static void fragments(void)
{
	struct packet packet;

	assert(packet_parse(&packet, FIRST4, sizeof(FIRST4)) == 0);
	assert(packet.fragment && packet.length == 3000);
	assert(packet.data_len == 8 && !memcmp(packet.data, "01234567", 8));

	assert(packet_parse(&packet, LATER4, sizeof(LATER4)) == 0);
	assert(packet.kind == PACKET_OTHER && !packet.fragment);
	assert(packet.source.ip[0] == 127 && packet.source.port == 0);
	assert(packet.length == 8 && packet.data_len == 8);
	ok("packet: the first fragment has ports, later ones have data only");
}

static void ipv6_extensions_are_left(void)
{
	static const uint8_t options[] = {	/* RFC 8200, 4.3: next header, length, padding */
		ETHER(0x86dd), IPV6(8 + 8, 0), UDP_4, 0, 1, 4, 0, 0, 0, 0, UDP(1, 2, 8),
	};
	struct packet packet;

	assert(packet_parse(&packet, options, sizeof(options)) == 0);
	assert(packet.kind == PACKET_OTHER);
	assert(packet.source.v6 && packet.source.ip[15] == 1);
	assert(packet.length == 16);
	ok("packet: IPv6 extension headers are left alone");
}

/* RFC 8200, 4.5: next header, 0, offset and "more", identification */
#define FRAGMENT6(offset_and_more) UDP_4, 0, BE16(offset_and_more), BE16(0), BE16(1)

static void fragments_of_ipv6(void)
{
	static const uint8_t first[] = {
		ETHER(0x86dd), IPV6(8 + 8 + 4, 44), FRAGMENT6(1), UDP(1, 2, 3000), 'a', 'b', 'c', 'd',
	};
	static const uint8_t later[] = {
		ETHER(0x86dd), IPV6(8 + 8, 44), FRAGMENT6(8 | 1), UDP(1, 2, 3000),
	};
	struct packet packet;

	assert(packet_parse(&packet, first, sizeof(first)) == 0);
	assert(packet.kind == PACKET_UDP && packet.fragment && packet.target.port == 2);
	assert(packet.length == 3000 - 8 && packet.data_len == 4);
	for (size_t n = 0; n < sizeof(first) - 4; n++) {
		uint8_t *cut = exactly(first, n);

		assert(packet_parse(&packet, cut, n) == -ENODATA);
		free(cut);
	}

	assert(packet_parse(&packet, later, sizeof(later)) == 0);
	assert(packet.kind == PACKET_OTHER && packet.length == 8);
	ok("packet: fragments of IPv6, and every truncation of one");
}

static void expect_end(const char *row, const struct endpoint *end, const char *want)
{
	char text[ENDPOINT_TEXT];

	endpoint_text(text, end);
	expect_text(row, text, want);
}

static void errors_quote(void)
{
	struct packet packet;

	assert(packet_parse(&packet, UNREACHABLE4, sizeof(UNREACHABLE4)) == 0);
	assert(packet.type == 3 && packet.code == 3);
	assert(packet.about == PACKET_UDP);
	expect_end("IPv4, source", &packet.about_source, "127.0.0.1:40001");
	expect_end("IPv4, target", &packet.about_target, "127.0.0.2:9190");

	assert(packet_parse(&packet, UNREACHABLE6, sizeof(UNREACHABLE6)) == 0);
	assert(packet.type == 1 && packet.code == 4);
	assert(packet.about == PACKET_TCP);
	expect_end("IPv6, source", &packet.about_source, "[::1]:40000");
	expect_end("IPv6, target", &packet.about_target, "[2001:db8::2]:9190");

	assert(packet_parse(&packet, ECHO4, sizeof(ECHO4)) == 0);
	assert(packet.type == 8 && packet.about == PACKET_OTHER);
	ok("packet: what an ICMP error quotes");
}

/* RFC 792: unreachable, quench, redirect, time, parameter. RFC 4443, 2.1: what is below 128. */
static void messages_that_quote(void)
{
	static const struct {
		bool v6;
		uint8_t type;
		bool quotes;
	} rows[] = {
		{ false, 0, false }, { false, 2, false }, { false, 3, true }, { false, 4, true },
		{ false, 5, true }, { false, 6, false }, { false, 8, false }, { false, 10, false },
		{ false, 11, true }, { false, 12, true }, { false, 13, false },
		{ true, 1, true }, { true, 3, true }, { true, 4, true }, { true, 127, true },
		{ true, 128, false }, { true, 129, false }, { true, 135, false },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t at = rows[i].v6 ? 14 + 40 : 14 + 20;
		size_t size = rows[i].v6 ? sizeof(UNREACHABLE6) : sizeof(UNREACHABLE4);
		uint8_t *frame = exactly(rows[i].v6 ? UNREACHABLE6 : UNREACHABLE4, size);
		struct packet packet;
		char row[32];

		(void)snprintf(row, sizeof(row), "ICMPv%d, type %u", rows[i].v6 ? 6 : 4, rows[i].type);
		frame[at] = rows[i].type;
		expect(packet_parse(&packet, frame, size) == 0, row);
		expect((packet.about != PACKET_OTHER) == rows[i].quotes, row);
		free(frame);
	}
	ok("packet: which ICMP messages quote");
}

static void quotes_of_the_ports_alone(void)
{
	static const uint8_t least[] = {
		ETHER(0x0800), IPV4(20 + 8 + 20 + 4, ICMP_4), ICMP(3, 3),
		IPV4(28, UDP_4), BE16(40001), BE16(9190),
	};
	static const uint8_t with_options[] = {
		ETHER(0x0800), IPV4(20 + 8 + 24 + 4, ICMP_4), ICMP(3, 3),
		0x46, 0, BE16(32), 0, 0, 0, 0, 64, UDP_4, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2,
		7, 3, 4, 0, BE16(40001), BE16(9190),
	};
	struct packet packet;

	assert(packet_parse(&packet, least, sizeof(least)) == 0);
	assert(packet.about == PACKET_UDP && packet.about_target.port == 9190);
	assert(packet_parse(&packet, with_options, sizeof(with_options)) == 0);
	assert(packet.about_source.ip[0] == 10 && packet.about_source.port == 40001);
	ok("packet: the least that an ICMP error may quote, and more");
}

/* Ports are told only where they are there, and are ports. */
static void quotes_in_part(void)
{
	static const uint8_t cut[] = {
		ETHER(0x0800), IPV4(20 + 8 + 20 + 3, ICMP_4), ICMP(3, 3), IPV4(28, UDP_4), 1, 2, 3,
	};
	static const uint8_t padded[] = {	/* the quotation ends with the message, not the frame */
		ETHER(0x0800), IPV4(20 + 8 + 20, ICMP_4), ICMP(11, 0), IPV4(28, UDP_4), 1, 2, 3, 4,
	};
	static const uint8_t later[] = {
		ETHER(0x0800), IPV4(20 + 8 + 28, ICMP_4), ICMP(11, 1),
		IPV4_PIECE(28, 5, UDP_4), 1, 2, 3, 4, 5, 6, 7, 8,
	};
	static const uint8_t other_version[] = {
		ETHER(0x0800), IPV4(20 + 8 + 48, ICMP_4), ICMP(3, 3), IPV6(8, UDP_4), UDP(1, 2, 8),
	};
	static const uint8_t short_header[] = {
		ETHER(0x0800), IPV4(20 + 8 + 8, ICMP_4), ICMP(3, 3), 0x41, 0, 0, 0, 0, 0, 0, 0,
	};
	static const struct {
		const char *name;
		const uint8_t *frame;
		size_t size;
	} rows[] = {
		{ "cut in the ports", cut, sizeof(cut) },
		{ "padded", padded, sizeof(padded) },
		{ "a later fragment", later, sizeof(later) },
		{ "IPv6 in IPv4", other_version, sizeof(other_version) },
		{ "a header of 1 word", short_header, sizeof(short_header) },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		uint8_t *frame = exactly(rows[i].frame, rows[i].size);
		struct packet packet;

		expect(packet_parse(&packet, frame, rows[i].size) == 0, rows[i].name);
		expect(packet.kind == PACKET_ICMP && packet.about == PACKET_OTHER, rows[i].name);
		free(frame);
	}
	ok("packet: what an ICMP error quotes in part");
}

static void dns_on_its_port(void)
{
	struct packet packet;
	uint8_t *frame = exactly(QUERY4, sizeof(QUERY4));

	assert(packet_parse(&packet, frame, sizeof(QUERY4)) == 0);
	assert(packet.is_dns && packet.dns.id == 4711 && packet.dns.type == 28);

	frame[14 + 20 + 3] = 54;
	assert(packet_parse(&packet, frame, sizeof(QUERY4)) == 0);
	assert(!packet.is_dns);
	frame[14 + 20] = 0;	/* from port 53, as an answer is */
	frame[14 + 20 + 1] = 53;
	assert(packet_parse(&packet, frame, sizeof(QUERY4)) == 0);
	assert(packet.is_dns);
	free(frame);

	assert(packet_parse(&packet, QUERY4, sizeof(QUERY4) - 1) == 0);
	assert(packet.kind == PACKET_UDP && !packet.is_dns);
	ok("packet: DNS on port 53, if all of its question is there");
}

static void ends_as_text(void)
{
	static const struct {
		struct endpoint end;
		const char *text;
	} rows[] = {
		{ { .ip = { 127, 0, 0, 1 }, .port = 9190 }, "127.0.0.1:9190" },
		{ { .ip = { 255, 255, 255, 255 }, .port = 65535 }, "255.255.255.255:65535" },
		{ { .ip = { 10, 0, 0, 1 } }, "10.0.0.1" },
		{ { .ip = { [15] = 1 }, .v6 = true, .port = 80 }, "[::1]:80" },
		{ { .ip = { [15] = 1 }, .v6 = true }, "::1" },
	};
	static const struct endpoint longest = {
		.ip = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
			0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
		.v6 = true, .port = 65535,
	};
	char text[ENDPOINT_TEXT];

	for (size_t i = 0; i < COUNT(rows); i++)
		expect_end("endpoint", &rows[i].end, rows[i].text);
	endpoint_text(text, &longest);
	assert(strlen(text) == strlen("[:::::::]:65535") + sizeof(longest.ip) * 2);
	ok("packet: endpoints as text");
}

/* RFC 8684, 3.3: a DSS with a data acknowledgement, flags A and perhaps F, of 8 bytes. */
#define DSS(flags) 30, 8, 0x20, flags, BE32(1)

static void the_end_of_a_stream_of_mptcp(void)
{
	enum { A = 0x01, F = 0x10 };
	static const struct {
		const char *name;
		uint8_t flags, dss;
		uint16_t stream;
	} rows[] = {
		{ "neither", TCP_ACK, A, TCP_ACK },
		{ "DATA_FIN", TCP_ACK, A | F, TCP_FIN | TCP_ACK },
		{ "a subflow's", TCP_FIN | TCP_ACK, A, TCP_ACK | SUBFLOW_FIN },
		{ "both", TCP_FIN | TCP_ACK, A | F, TCP_FIN | TCP_ACK | SUBFLOW_FIN },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const uint8_t frame[] = {
			ETHER(0x0800), IPV4(20 + 28, TCP_4), TCP(7, rows[i].flags), DSS(rows[i].dss),
		};
		const uint8_t other[] = {	/* MP_PRIO: no DSS, whatever its bits are */
			ETHER(0x0800), IPV4(20 + 28, TCP_4), TCP(7, rows[i].flags),
			30, 4, 0x50, rows[i].dss, 30, 4, 0x20, rows[i].dss & F,
		};
		struct packet packet;

		assert(!packet_parse(&packet, frame, sizeof(frame)));
		expect(packet.flags == rows[i].flags && packet.stream == rows[i].stream,
		       rows[i].name);
		assert(!packet_parse(&packet, other, sizeof(other)));
		expect(packet.stream == rows[i].stream, "two options");
		assert(!packet_parse(&packet, DATA4, sizeof(DATA4)) &&
		       packet.stream == packet.flags);
	}
	ok("packet: the end of a stream of MPTCP is its DATA_FIN");
}

int main(void)
{
	frames_say_what_they_are();
	every_cut_is_noticed();
	every_wrong_byte_is_borne();
	contradictions_are_refused();
	tcp_header();
	window_scale_among_options();
	the_end_of_a_stream_of_mptcp();
	lengths_are_as_sent();
	ipv4_options_are_passed();
	fragments();
	ipv6_extensions_are_left();
	fragments_of_ipv6();
	errors_quote();
	messages_that_quote();
	quotes_of_the_ports_alone();
	quotes_in_part();
	dns_on_its_port();
	ends_as_text();
	return 0;
}
