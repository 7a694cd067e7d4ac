#include "record/record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "text/names.h"

static int sink_open(struct sink *sink, int folder, const char *name)
{
	sink->buffer = malloc(RECORD_BUFFER);
	if (!sink->buffer)
		return -ENOMEM;
	sink->fd = openat(folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	return sink->fd < 0 ? -errno : 0;
}

static void write_all(struct record *record, int fd, const char *text, size_t len)
{
	while (len && !record->error) {
		ssize_t done = write(fd, text, len);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0) {
			record->error = errno;
			return;
		}
		text += done;
		len -= (size_t)done;
	}
}

static void sink_flush(struct record *record, struct sink *sink)
{
	write_all(record, sink->fd, sink->buffer, sink->len);
	sink->len = 0;
}

static void sink_put(struct record *record, struct sink *sink, const void *text, size_t len)
{
	if (sink->len + len > RECORD_BUFFER)
		sink_flush(record, sink);
	if (len > RECORD_BUFFER) {
		write_all(record, sink->fd, text, len);
		return;
	}
	memcpy(sink->buffer + sink->len, text, len);
	sink->len += len;
}

static int sink_close(struct sink *sink)
{
	int rc = sink->fd >= 0 && close(sink->fd) < 0 ? -errno : 0;

	free(sink->buffer);
	return rc;
}

/* The header of a capture file in nanoseconds: the format's draft, 4.1. */
static void begin_capture_file(struct record *record)
{
	const uint32_t magic_ns = 0xa1b23c4d, ethernet = 1, snap = CAPTURE_SNAP;
	const uint16_t version[2] = { 2, 4 };
	const uint32_t none[2] = { 0, 0 };

	sink_put(record, &record->wire, &magic_ns, sizeof(magic_ns));
	sink_put(record, &record->wire, version, sizeof(version));
	sink_put(record, &record->wire, none, sizeof(none));
	sink_put(record, &record->wire, &snap, sizeof(snap));
	sink_put(record, &record->wire, &ethernet, sizeof(ethernet));
}

int record_open(struct record *record, int folder)
{
	int rc;

	*record = (struct record){ .lines.fd = -1, .wire.fd = -1 };
	rc = sink_open(&record->lines, folder, "record.jsonl");
	if (!rc)
		rc = sink_open(&record->wire, folder, "wire.pcap");
	if (!rc)
		begin_capture_file(record);
	return rc;
}

void record_flush(struct record *record)
{
	sink_flush(record, &record->wire);
	sink_flush(record, &record->lines);
}

int record_close(struct record *record)
{
	int rc;

	record_flush(record);
	rc = -record->error;
	if (!rc)
		rc = sink_close(&record->wire);
	if (!rc)
		rc = sink_close(&record->lines);
	json_free(&record->json);
	return rc;
}

struct json *record_begin(struct record *record, int64_t t_ns, const char *event)
{
	struct json *json = &record->json;

	json_reset(json);
	json_open(json, NULL, '{');
	json_int(json, "t", t_ns);
	json_text(json, "event", event);
	return json;
}

void record_end(struct record *record)
{
	struct json *json = &record->json;

	json_close(json, '}');
	if (json->failed) {
		record->error = record->error ? record->error : ENOMEM;
		return;
	}
	sink_put(record, &record->lines, json->text, json->len);
	sink_put(record, &record->lines, "\n", 1);
	record->events++;
}

static void put_who(struct json *json, const struct who *who)
{
	json_text(json, "role", who->role);
	json_int(json, "pid", who->pid);
	if (who->tid != who->pid)
		json_int(json, "tid", who->tid);
}

static void put_descriptor(struct json *json, int fd, enum fd_kind kind, const struct sock *sock)
{
	json_int(json, "fd", fd);
	if (kind != FD_UNKNOWN)
		json_text(json, "kind", fd_kind_name(kind));
	if (sock)
		json_int(json, "sock", sock->number);
}

static void put_list(struct json *json, const struct call *call)
{
	json_open(json, call->list_is_options ? "options" : "flags", '[');
	for (int i = 0; i < call->constants; i++)
		if (!call->constant[i].key)
			json_text(json, NULL, call->constant[i].value);
	json_close(json, ']');
}

static void put_arguments(struct json *json, const struct call *call)
{
	json_open(json, "args", '{');
	if (call->has_buffer)
		json_hex(json, "buffer", call->buffer);
	if (call->has_buffer || call->size)
		json_int(json, "size", (int64_t)call->size);
	for (int i = 0; i < call->numbers; i++)
		json_int(json, call->number[i].key, call->number[i].value);
	for (int i = 0; i < call->constants; i++)
		if (call->constant[i].key)
			json_text(json, call->constant[i].key, call->constant[i].value);
	if (call->has_list)
		put_list(json, call);
	if (call->address[0])
		json_text(json, "address", call->address);
	if (call->status[0])
		json_text(json, "status", call->status);
	json_close(json, '}');
}

static void put_result(struct json *json, const struct call *call)
{
	json_int(json, "result", call->error ? -1 : call->result);
	if (call->error)
		json_text(json, "error", errno_name(call->error));
	if (call->made < 0)
		return;
	json_open(json, "made", '{');
	put_descriptor(json, call->made, descriptor_kind(&call->made_descriptor),
		       call->made_descriptor.sock);
	json_close(json, '}');
}

void record_call(struct record *record, const struct who *who, const struct call *call, bool open)
{
	struct json *json = record_begin(record, call->entered_ns, "call");

	if (!open)
		json_int(json, "end", call->returned_ns);
	put_who(json, who);
	json_text(json, "name", call->kind->name);
	if (call->fd >= 0)
		put_descriptor(json, call->fd, call->fd_kind, call->descriptor.sock);
	put_arguments(json, call);
	if (!open)
		put_result(json, call);
	if (call->data_len)
		json_bytes(json, "data", call->data, call->data_len);
	if (call->act)
		json_text(json, "act", call->act);
	record_end(record);
}

static void put_flags(struct json *json, uint8_t flags)
{
	static const char *const names[] = {
		"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"
	};
	_Static_assert(sizeof(names) / sizeof(*names) == 8 * sizeof(flags), "each bit has a name");

	json_open(json, "flags", '[');
	for (unsigned i = 0; i < 8 * sizeof(flags); i++)
		if (flags & 1u << i)
			json_text(json, NULL, names[i]);
	json_close(json, ']');
}

static const char *protocol_name(enum packet_kind kind, bool v6)
{
	static const char *const names[] = {
		[PACKET_OTHER] = "other", [PACKET_TCP] = "tcp", [PACKET_UDP] = "udp",
		[PACKET_ICMP] = "icmp",
	};
	_Static_assert(sizeof(names) / sizeof(*names) == PACKET_KINDS, "each kind has a name");

	return kind == PACKET_ICMP && v6 ? "icmp6" : names[kind];
}

static void put_ends(struct json *json, const struct endpoint *source,
		     const struct endpoint *target)
{
	char text[ENDPOINT_TEXT];

	endpoint_text(text, source);
	json_text(json, "source", text);
	endpoint_text(text, target);
	json_text(json, "target", text);
}

static void put_dns(struct json *json, const struct dns *dns)
{
	static const struct name types[] = { { 1, "A" }, { 5, "CNAME" }, { 12, "PTR" },
					     { 28, "AAAA" }, { 33, "SRV" }, { 0, NULL } };
	const char *type = name_of(types, dns->type);
	char number[16];

	(void)snprintf(number, sizeof(number), "TYPE%u", dns->type);	/* RFC 3597, 5 */
	json_open(json, "dns", '{');
	json_int(json, "id", dns->id);
	json_bool(json, "response", dns->response);
	json_text(json, "name", dns->name);
	json_text(json, "type", type ? type : number);
	json_int(json, "code", dns->code);
	json_int(json, "answers", dns->answers);
	if (dns->truncated)
		json_bool(json, "truncated", true);
	json_close(json, '}');
}

static void put_icmp(struct json *json, const struct packet *packet)
{
	json_int(json, "type", packet->type);
	json_int(json, "code", packet->code);
	if (packet->about == PACKET_OTHER)
		return;
	json_open(json, "about", '{');
	json_text(json, "protocol", protocol_name(packet->about, packet->source.v6));
	put_ends(json, &packet->about_source, &packet->about_target);
	json_close(json, '}');
}

static void put_packet(struct json *json, const struct packet *packet, const struct flow_view *view)
{
	put_ends(json, &packet->source, &packet->target);
	json_text(json, "protocol", protocol_name(packet->kind, packet->source.v6));
	if (packet->kind == PACKET_TCP) {
		put_flags(json, packet->flags);
		json_int(json, "seq", view->seq);
		json_int(json, "ack", view->ack);
	}
	if (packet->kind == PACKET_ICMP)
		put_icmp(json, packet);
	else
		json_int(json, "length", packet->length);
	if (packet->kind == PACKET_TCP)
		json_int(json, "window", view->window);
	if (packet->kind != PACKET_ICMP && packet->data_len)
		json_bytes(json, "data", packet->data,
			   packet->data_len < DATA_MAX ? packet->data_len : DATA_MAX);
	if (packet->is_dns)
		put_dns(json, &packet->dns);
}

static void keep_frame(struct record *record, const struct frame *frame)
{
	uint32_t header[4] = {
		(uint32_t)(frame->t_ns / 1000000000), (uint32_t)(frame->t_ns % 1000000000),
		(uint32_t)frame->captured, (uint32_t)frame->length,
	};

	sink_put(record, &record->wire, header, sizeof(header));
	sink_put(record, &record->wire, frame->bytes, frame->captured);
}

void record_frame(struct record *record, const struct frame *frame, const struct packet *packet,
		  const struct flow_view *view, const char *from, const char *to)
{
	struct json *json = record_begin(record, frame->t_ns, "wire");

	json_int(json, "frame", ++record->frames);
	json_text(json, "from", from);
	json_text(json, "to", to);
	put_packet(json, packet, view);
	record_end(record);
	keep_frame(record, frame);
}
