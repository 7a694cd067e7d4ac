/*
 * packet: what a captured frame says. Pure: bytes in, facts out.
 *
 * Limits: Ethernet frames with IPv4 or IPv6; IPv6 extension headers but that of a fragment, and
 * fragments other than the first, are left as PACKET_OTHER. Checksums are not looked
 * at: on lo and veth they are offloaded and wrong by design.
 */
#ifndef OBSERVE_WIRE_PACKET_H
#define OBSERVE_WIRE_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum packet_kind { PACKET_OTHER, PACKET_TCP, PACKET_UDP, PACKET_ICMP };
enum { PACKET_KINDS = PACKET_ICMP + 1 };

/* TCP flags, at their places in the header (RFC 9293, 3.1). */
enum { TCP_FIN = 1, TCP_SYN = 2, TCP_RST = 4, TCP_PSH = 8, TCP_ACK = 16 };

/*
 * In a segment of MPTCP the stream's end is DATA_FIN, an option, and the header's FIN is that of
 * the subflow, which goes when both ends of the stream are acknowledged (RFC 8684, 3.3.3).
 */
enum { SUBFLOW_FIN = 1 << 8 };

/** An address and a port; @ip holds 4 or 16 bytes, as @v6 says; @port is 0 where there is none. */
struct endpoint {
	uint8_t ip[16];
	bool v6;
	uint16_t port;	/* host byte order */
};

/** A DNS message's header and first question (RFC 1035, 4.1). */
struct dns {
	uint16_t id;
	bool response;
	bool truncated;	/* the rest of the answer is to be had by TCP: RFC 7766 */
	uint8_t code;	/* RCODE */
	uint16_t answers;
	uint16_t type;	/* of the question: 1 A, 12 PTR, 28 AAAA */
	char name[256];
};

struct packet {
	enum packet_kind kind;
	struct endpoint source;
	struct endpoint target;
	uint32_t length;	/* payload bytes as sent, not as captured; of a whole datagram,
				 * where this is its first fragment */
	const uint8_t *data;	/* into the frame: the payload that was captured */
	size_t data_len;	/* bytes captured of it */
	bool fragment;		/* the first of several */

	/* TCP */
	uint8_t flags;		/* the header's */
	uint16_t stream;	/* the same for the stream: TCP_FIN is its end, and perhaps
				 * SUBFLOW_FIN; without MPTCP they are @flags */
	bool mptcp;
	uint32_t seq;
	uint32_t ack;
	uint16_t window;	/* as in the header, not scaled */
	int8_t scale;		/* of the window scale option, -1 without one (RFC 7323, 2.2) */

	/* ICMP and ICMPv6; about what, where the message quotes a packet */
	uint8_t type;
	uint8_t code;
	enum packet_kind about;
	struct endpoint about_source;
	struct endpoint about_target;

	bool is_dns;
	struct dns dns;
};

/**
 * packet_parse() - read one Ethernet frame
 * @frame:	the captured bytes; @packet points into them
 * @captured:	how many there are; every bound is checked against this
 *
 * Return: 0, or -ENODATA if the frame ends before its headers do (what was read
 *	   until then is in @packet, whose kind is PACKET_OTHER), or -EPROTO if a header
 *	   contradicts itself.
 * Source: RFC 791, 3.1; RFC 8200, 3; RFC 9293, 3.1; RFC 768; RFC 792; RFC 4443, 2.1
 */
int packet_parse(struct packet *packet, const uint8_t *frame, size_t captured);

/** dns_parse() - read the header and the first question. Return: as packet_parse(). */
int dns_parse(struct dns *dns, const uint8_t *message, size_t len);

enum { ENDPOINT_TEXT = 56 };

/** endpoint_text() - "127.0.0.1:9190", "[::1]:9190", or without a port if it is 0. */
void endpoint_text(char text[ENDPOINT_TEXT], const struct endpoint *end);

#endif
