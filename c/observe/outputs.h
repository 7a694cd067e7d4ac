/*
 * outputs: what the roles print, as files and as lines with their times.
 *
 * A role writes to pipes or to a terminal; the observer empties them at every return of
 * a call that may have filled them. Bounded: what is beyond the limit is read and thrown
 * away, and a `lost` line says so, once.
 */
#ifndef OBSERVE_OUTPUTS_H
#define OBSERVE_OUTPUTS_H

#include <stdbool.h>
#include <stdint.h>

#include "event.h"

enum { LINE_MAX_BYTES = 4096 };

struct stream {
	int fd;			/* read end, -1 if closed */
	int file;		/* ROLE.stdout, ROLE-2.stdout … */
	const char *name;	/* "stdout", "stderr", "terminal" */
	const char *role;
	int64_t bytes;		/* seen */
	bool told;		/* that the limit was met */
	int error;		/* errno of the first write to the file that failed */
	uint32_t len;		/* of the line in the making */
	char line[LINE_MAX_BYTES];
};

/**
 * stream_open() - begin to read what a program prints
 * @fd:		taken over
 * @nth:	which of the role's programs it is, from 1: the second has a file of its own
 * @name:	"stdout", "stderr" or "terminal"
 *
 * Return: 0, or -errno
 */
int stream_open(struct stream *stream, int fd, int folder, const char *role, int nth,
		const char *name);

/** Who is told of a line: EVENT_SAYS, or EVENT_LOST once. */
typedef void stream_teller(void *context, const struct event *event);

/**
 * stream_read() - take what is there, without waiting
 * @most:	bytes to be kept in all
 *
 * Return: was there anything?
 */
bool stream_read(struct stream *stream, int64_t most, stream_teller *tell, void *context);

/** stream_flush() - the last line as far as it has come: it was printed, though it never ended. */
void stream_flush(struct stream *stream, stream_teller *tell, void *context);

/** stream_close() - let go of its descriptors. */
void stream_close(struct stream *stream);

#endif
