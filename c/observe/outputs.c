#include "outputs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int stream_open(struct stream *stream, int fd, int folder, const char *role, const char *name)
{
	char path[128];

	*stream = (struct stream){ .fd = fd, .file = -1, .role = role, .name = name };
	if (fcntl(fd, F_SETFL, O_NONBLOCK) < 0)
		return -errno;
	(void)snprintf(path, sizeof(path), "%.100s.%s", role,
		       strcmp(name, "terminal") ? name : "stdout");
	stream->file = openat(folder, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	return stream->file < 0 ? -errno : 0;
}

static void say(struct stream *stream, struct record *record, bool partial)
{
	struct json *json = record_begin(record, clock_ns(), "says");
	size_t len = stream->len;

	if (len && stream->line[len - 1] == '\r')	/* a terminal's line ends in CR LF */
		len--;
	json_text(json, "role", stream->role);
	json_text(json, "stream", stream->name);
	json_line(json, "line", stream->line, len);
	if (partial)
		json_bool(json, "partial", true);
	record_end(record);
}

static void lose(struct stream *stream, struct record *record, int64_t most)
{
	struct json *json = record_begin(record, clock_ns(), "lost");
	char because[64];

	(void)snprintf(because, sizeof(because), "more than %lld bytes of output", (long long)most);
	json_text(json, "what", "output");
	json_text(json, "role", stream->role);
	json_int(json, "count", stream->bytes - most);
	json_text(json, "because", because);
	record_end(record);
	stream->told = true;
}

static void keep(struct stream *stream, struct record *record, const char *text, size_t len)
{
	while (len && !record->error) {
		ssize_t done = write(stream->file, text, len);

		if (done < 0 && errno != EINTR)
			record->error = errno;
		if (done > 0) {
			text += done;
			len -= (size_t)done;
		}
	}
}

/* A line longer than LINE_MAX_BYTES is told in pieces. */
static void split(struct stream *stream, struct record *record, const char *text, size_t len,
		  void (*heard)(void *, const char *, const char *), void *context)
{
	for (size_t i = 0; i < len; i++) {
		bool end = text[i] == '\n';

		if (!end)
			stream->line[stream->len++] = text[i];
		if (!end && stream->len < LINE_MAX_BYTES - 1)
			continue;
		stream->line[stream->len] = '\0';
		say(stream, record, !end);
		if (heard)
			heard(context, stream->role, stream->line);
		stream->len = 0;
	}
}

bool stream_read(struct stream *stream, struct record *record, int64_t most,
		 void (*heard)(void *context, const char *role, const char *line), void *context)
{
	char text[16384];
	bool any = false;
	ssize_t len;

	if (stream->fd < 0)
		return false;
	while ((len = read(stream->fd, text, sizeof(text))) > 0) {
		int64_t room = most - stream->bytes;
		size_t kept = room <= 0 ? 0 : len < room ? (size_t)len : (size_t)room;

		any = true;
		stream->bytes += len;
		keep(stream, record, text, kept);
		split(stream, record, text, kept, heard, context);
		if (kept < (size_t)len && !stream->told)
			lose(stream, record, most);
		if (len < (ssize_t)sizeof(text))
			break;
	}
	return any;
}

void stream_flush(struct stream *stream, struct record *record)
{
	if (stream->len)
		say(stream, record, true);
	stream->len = 0;
}

void stream_close(struct stream *stream, struct record *record)
{
	stream_flush(stream, record);
	if (stream->fd >= 0)
		(void)close(stream->fd);
	if (stream->file >= 0)
		(void)close(stream->file);
	stream->fd = stream->file = -1;
}
