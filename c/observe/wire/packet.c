#include "wire/packet.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
	ETHER_LEN = 14,
	ETHER_IPV4 = 0x0800,
	ETHER_IPV6 = 0x86dd,
	IP_ICMP = 1,
	IP_TCP = 6,
	IP_UDP = 17,
	IPV6_FRAGMENT = 44,
	IP_ICMPV6 = 58,
};

/** Bytes not yet read: a place, and how many were captured from there on. */
struct bytes {
	const uint8_t *at;
	size_t left;
};

static uint16_t be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static uint32_t be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static struct bytes after(struct bytes from, size_t len)
{
	return (struct bytes){ from.at + len, from.left - len };
}

static void payload(struct packet *packet, struct bytes rest, uint32_t length)
{
	packet->length = length;
	packet->data = rest.at;
	packet->data_len = rest.left < length ? rest.left : length;
}

int dns_parse(struct dns *dns, const uint8_t *message, size_t len)
{
	size_t at = 12, used = 0;

	*dns = (struct dns){ 0 };
	if (len < at)
		return -ENODATA;
	dns->id = be16(message);
	dns->response = message[2] & 0x80;
	dns->truncated = message[2] & 0x02;
	dns->code = message[3] & 0x0f;
	dns->answers = be16(message + 6);
	if (be16(message + 4) == 0)
		return 0;

	while (at < len && message[at]) {
		uint8_t label = message[at++];

		/* A first question has nothing before it to point back to. */
		if (label > 63)
			return -EPROTO;
		if (label > len - at)
			return -ENODATA;
		/* RFC 1035, 2.3.4: 255 octets with the lengths, two more than dots. */
		if (used + !!used + label > 253)
			return -EPROTO;
		if (used)
			dns->name[used++] = '.';
		memcpy(dns->name + used, message + at, label);
		used += label;
		at += label;
	}
	if (len < at + 1 + 2 + 2)	/* the name's end, type, class */
		return -ENODATA;
	dns->type = be16(message + at + 1);
	return 0;
}

/* RFC 7323, 2.2: more than 14 counts as 14. */
static void parse_window_scale(struct packet *packet, const uint8_t *option)
{
	if (option[1] == 3)
		packet->scale = option[2] > 14 ? 14 : (int8_t)option[2];
}

/* RFC 8684, 3.3: of the subtype 2, DSS, the flag F says DATA_FIN. */
static void parse_mptcp(struct packet *packet, const uint8_t *option)
{
	enum { SUBTYPE_DSS = 2, DATA_FIN = 0x10 };

	packet->mptcp = true;
	if (packet->flags & TCP_FIN && !(packet->stream & SUBFLOW_FIN))
		packet->stream = (uint16_t)((packet->stream & ~TCP_FIN) | SUBFLOW_FIN);
	if (option[1] >= 4 && option[2] >> 4 == SUBTYPE_DSS && option[3] & DATA_FIN)
		packet->stream |= TCP_FIN;
}

static void parse_tcp_options(struct packet *packet, const uint8_t *option, size_t left)
{
	enum { END = 0, FILLER = 1, WINDOW_SCALE = 3, MPTCP = 30 };

	while (left && option[0] != END) {
		size_t length = option[0] == FILLER ? 1 : left < 2 ? 0 : option[1];

		if (length > left || length < (option[0] == FILLER ? 1u : 2u))
			return;
		if (option[0] == WINDOW_SCALE && packet->scale < 0)
			parse_window_scale(packet, option);
		if (option[0] == MPTCP && length > 2)
			parse_mptcp(packet, option);
		left -= length;
		option += length;
	}
}

static int parse_tcp(struct packet *packet, struct bytes from, uint32_t length)
{
	size_t header;

	if (from.left < 20)
		return -ENODATA;
	header = (size_t)(from.at[12] >> 4) * 4;
	if (header < 20 || header > length)
		return -EPROTO;
	if (from.left < header)
		return -ENODATA;

	packet->kind = PACKET_TCP;
	packet->source.port = be16(from.at);
	packet->target.port = be16(from.at + 2);
	packet->seq = be32(from.at + 4);
	packet->ack = be32(from.at + 8);
	packet->flags = from.at[13];
	packet->stream = packet->flags;
	packet->window = be16(from.at + 14);
	parse_tcp_options(packet, from.at + 20, header - 20);
	payload(packet, after(from, header), length - (uint32_t)header);
	return 0;
}

static int parse_udp(struct packet *packet, struct bytes from, uint32_t length)
{
	uint16_t stated;

	if (from.left < 8)
		return -ENODATA;
	stated = be16(from.at + 4);
	if (stated < 8 || (stated > length && !packet->fragment))
		return -EPROTO;

	packet->kind = PACKET_UDP;
	packet->source.port = be16(from.at);
	packet->target.port = be16(from.at + 2);
	payload(packet, after(from, 8), stated - 8u);
	if (packet->source.port == 53 || packet->target.port == 53)
		packet->is_dns = dns_parse(&packet->dns, packet->data, packet->data_len) == 0;
	return 0;
}

static void endpoint_set(struct endpoint *end, const uint8_t *ip, bool v6)
{
	*end = (struct endpoint){ .v6 = v6 };
	memcpy(end->ip, ip, v6 ? 16 : 4);
}

/* It has no ports: RFC 791, 3.1, "Fragment Offset". */
static bool is_later_fragment(const uint8_t *ipv4)
{
	return be16(ipv4 + 6) & 0x1fff;
}

/* The packet that an ICMP error quotes: its addresses and ports, if they are all there. */
static void parse_about(struct packet *packet, struct bytes from, bool v6)
{
	size_t header;
	uint8_t protocol;

	if (!from.left || from.at[0] >> 4 != (v6 ? 6 : 4))
		return;
	header = v6 ? 40 : (size_t)(from.at[0] & 15) * 4;
	if (header < 20 || from.left < header + 4)
		return;
	if (!v6 && is_later_fragment(from.at))
		return;
	protocol = from.at[v6 ? 6 : 9];
	packet->about = protocol == IP_TCP ? PACKET_TCP : protocol == IP_UDP ? PACKET_UDP :
			PACKET_OTHER;
	endpoint_set(&packet->about_source, from.at + (v6 ? 8 : 12), v6);
	endpoint_set(&packet->about_target, from.at + (v6 ? 24 : 16), v6);
	packet->about_source.port = be16(from.at + header);
	packet->about_target.port = be16(from.at + header + 2);
}

static int parse_icmp(struct packet *packet, struct bytes from, uint32_t length, bool v6)
{
	bool error;

	if (from.left < 8)
		return -ENODATA;
	if (length < 8)
		return -EPROTO;
	packet->kind = PACKET_ICMP;
	packet->type = from.at[0];
	packet->code = from.at[1];
	/* RFC 4443, 2.1: errors are the types below 128; RFC 792: these five quote. */
	error = v6 ? packet->type < 128 : packet->type == 3 || packet->type == 4 ||
		packet->type == 5 || packet->type == 11 || packet->type == 12;
	payload(packet, after(from, 8), length - 8);
	if (error)	/* a short frame is padded: only the message itself quotes */
		parse_about(packet, (struct bytes){ packet->data, packet->data_len }, v6);
	return 0;
}

static int parse_transport(struct packet *packet, uint8_t protocol, struct bytes from,
			   uint32_t length)
{
	switch (protocol) {
	case IP_TCP:
		return parse_tcp(packet, from, length);
	case IP_UDP:
		return parse_udp(packet, from, length);
	case IP_ICMP:
	case IP_ICMPV6:
		return parse_icmp(packet, from, length, protocol == IP_ICMPV6);
	default:
		payload(packet, from, length);
		return 0;
	}
}

static int parse_ipv4(struct packet *packet, struct bytes from)
{
	size_t header;
	uint16_t total;

	if (from.left < 20)
		return -ENODATA;
	header = (size_t)(from.at[0] & 15) * 4;
	total = be16(from.at + 2);
	if (from.at[0] >> 4 != 4 || header < 20 || total < header)
		return -EPROTO;
	if (from.left < header)
		return -ENODATA;

	endpoint_set(&packet->source, from.at + 12, false);
	endpoint_set(&packet->target, from.at + 16, false);
	if (is_later_fragment(from.at)) {
		payload(packet, after(from, header), total - (uint32_t)header);
		return 0;
	}
	packet->fragment = from.at[6] & 0x20;	/* "more fragments" */
	return parse_transport(packet, from.at[9], after(from, header),
			       total - (uint32_t)header);
}

/* RFC 8200, 4.5: next header, reserved, 13 bits of offset and "more fragments", identification. */
static int parse_ipv6_fragment(struct packet *packet, struct bytes from, uint32_t length)
{
	enum { HEADER = 8 };

	if (from.left < HEADER)
		return -ENODATA;
	if (length < HEADER)
		return -EPROTO;
	if (be16(from.at + 2) & 0xfff8) {	/* a later one: it has no ports */
		payload(packet, after(from, HEADER), length - HEADER);
		return 0;
	}
	packet->fragment = from.at[3] & 1;
	return parse_transport(packet, from.at[0], after(from, HEADER), length - HEADER);
}

static int parse_ipv6(struct packet *packet, struct bytes from)
{
	uint16_t length;

	if (from.left < 40)
		return -ENODATA;
	if (from.at[0] >> 4 != 6)
		return -EPROTO;
	endpoint_set(&packet->source, from.at + 8, true);
	endpoint_set(&packet->target, from.at + 24, true);
	length = be16(from.at + 4);
	if (from.at[6] == IPV6_FRAGMENT)
		return parse_ipv6_fragment(packet, after(from, 40), length);
	return parse_transport(packet, from.at[6], after(from, 40), length);
}

int packet_parse(struct packet *packet, const uint8_t *frame, size_t captured)
{
	struct bytes from = { frame, captured };

	*packet = (struct packet){ .scale = -1 };
	if (captured < ETHER_LEN)
		return -ENODATA;

	switch (be16(frame + 12)) {
	case ETHER_IPV4:
		return parse_ipv4(packet, after(from, ETHER_LEN));
	case ETHER_IPV6:
		return parse_ipv6(packet, after(from, ETHER_LEN));
	default:
		payload(packet, after(from, ETHER_LEN), (uint32_t)(captured - ETHER_LEN));
		return 0;
	}
}

static char *put_number(char *to, unsigned number)
{
	char digits[10];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	return (char *)memcpy(to, digits + at, sizeof(digits) - at) + sizeof(digits) - at;
}

/* By hand: two ends a frame, and printf(3) would be the dearest part of writing it down. */
static char *put_ipv4(char *to, const uint8_t ip[4])
{
	for (int i = 0; i < 4; i++) {
		if (i)
			*to++ = '.';
		to = put_number(to, ip[i]);
	}
	return to;
}

static char *put_ipv6(char *to, const uint8_t ip[16], bool in_brackets)
{
	if (in_brackets)
		*to++ = '[';
	if (!inet_ntop(AF_INET6, ip, to, INET6_ADDRSTRLEN))
		*to = '\0';
	to += strlen(to);
	if (in_brackets)
		*to++ = ']';
	return to;
}

void endpoint_text(char text[ENDPOINT_TEXT], const struct endpoint *end)
{
	char *to = end->v6 ? put_ipv6(text, end->ip, end->port) : put_ipv4(text, end->ip);

	if (end->port) {
		*to++ = ':';
		to = put_number(to, end->port);
	}
	*to = '\0';
}
