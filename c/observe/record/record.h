/*
 * record: the files of a run, and the lines that are made from a call or a frame.
 *
 * docs/record-format.md shows every line. Errors are kept, not returned: a full disk
 * sets @error, and the run is ended for it.
 */
#ifndef OBSERVE_RECORD_RECORD_H
#define OBSERVE_RECORD_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "calls/call.h"
#include "wire/capture.h"
#include "clock.h"
#include "text/json.h"
#include "wire/packet.h"
#include "wire/flow.h"

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

/** record_flush() - write what has gathered, so that a cut-off run shows what it saw. */
void record_flush(struct record *record);

/**
 * record_begin() - start a line
 * @t_ns:	its moment
 * @event:	its kind
 *
 * Return: where its members go; record_end() writes it.
 */
struct json *record_begin(struct record *record, int64_t t_ns, const char *event);
void record_end(struct record *record);

/** Who a line is about. */
struct who {
	const char *role;
	int pid;
	int tid;
};

/** record_call() - a call that has returned, or with @open one that never did. */
void record_call(struct record *record, const struct who *who, const struct call *call, bool open);

/**
 * record_frame() - a frame, as a line and in the capture file
 * @view:	of a TCP segment, else NULL
 * @from, @to:	roles, or NULL
 */
void record_frame(struct record *record, const struct frame *frame, const struct packet *packet,
		  const struct flow_view *view, const char *from, const char *to);

#endif
