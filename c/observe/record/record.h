/*
 * record: the files of a run. One event, one line.
 *
 * docs/record-format.md shows every line. Errors are kept, not returned: after a full disk
 * @error is set, and the run is ended for it.
 */
#ifndef OBSERVE_RECORD_RECORD_H
#define OBSERVE_RECORD_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "event.h"
#include "text/json.h"

enum { RECORD_BUFFER = 256 * 1024 };

/** A file that is written in large pieces. */
struct sink {
	int fd;
	size_t len;
	char *buffer;	/* owned, RECORD_BUFFER bytes */
};

struct record {
	struct sink lines;
	struct sink wire;
	struct json json;	/* the line in the making */
	int64_t events;		/* lines written */
	int64_t frames;
	uint32_t crc;		/* of all lines so far */
	int error;		/* errno of the first write that failed */
};

/**
 * record_open() - make record.jsonl and wire.pcap
 * @folder:	descriptor of the run's folder
 *
 * Return: 0, or -errno
 */
int record_open(struct record *record, int folder);

/** record_close() - write what is left. Return: 0, or -errno of the first failure. */
int record_close(struct record *record);

/**
 * record_event() - write the event's line; a frame goes into the capture file, too
 *
 * An EVENT_END seals the record: its line has the checksum of the file, and nothing may follow.
 */
void record_event(struct record *record, const struct event *event);

#endif
