#include "record/record.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "record/crc32.h"
#include "record/lines.h"

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

int record_close(struct record *record)
{
	int rc;

	sink_flush(record, &record->wire);
	sink_flush(record, &record->lines);
	rc = -record->error;
	if (!rc)
		rc = sink_close(&record->wire);
	if (!rc)
		rc = sink_close(&record->lines);
	json_free(&record->json);
	return rc;
}

/* Whatever goes into record.jsonl goes this way: the checksum is of all of it. */
static void put_text(struct record *record, const char *text, size_t len)
{
	record->crc = crc32_more(record->crc, text, len);
	sink_put(record, &record->lines, text, len);
}

/* The last member of the last line: of all bytes before the comma in front of it. */
static void put_checksum(struct record *record)
{
	struct json *json = &record->json;
	char digits[9];

	(void)snprintf(digits, sizeof(digits), "%08" PRIx32,
		       crc32_more(record->crc, json->text, json->len));
	json_text(json, "crc32", digits);
}

static void put_line(struct record *record)
{
	struct json *json = &record->json;

	json_close(json, '}');
	if (json->failed) {
		record->error = record->error ? record->error : ENOMEM;
		return;
	}
	put_text(record, json->text, json->len);
	put_text(record, "\n", 1);
	record->events++;
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

void record_event(struct record *record, const struct event *event)
{
	struct json *json = &record->json;

	if (event->kind == EVENT_ENTER)
		return;
	json_reset(json);
	json_open(json, NULL, '{');
	json_int(json, "t", event->t_ns ? event->t_ns : clock_ns());
	json_text(json, "event", line_name(event->kind));
	if (event->kind == EVENT_WIRE)
		json_int(json, "frame", ++record->frames);
	line_put(json, event);
	if (event->kind == EVENT_END)
		put_checksum(record);
	put_line(record);
	if (event->kind == EVENT_WIRE)
		keep_frame(record, event->wire.frame);
}
