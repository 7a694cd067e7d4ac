#include "outputs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int stream_open(struct stream *stream, int fd, int folder, const char *role, int nth,
		const char *name)
{
	const char *suffix = strcmp(name, "terminal") ? name : "stdout";
	char path[128];

	*stream = (struct stream){ .fd = fd, .file = -1, .role = role, .name = name };
	if (fcntl(fd, F_SETFL, O_NONBLOCK) < 0)
		return -errno;
	if (nth == 1)
		(void)snprintf(path, sizeof(path), "%.100s.%s", role, suffix);
	else
		(void)snprintf(path, sizeof(path), "%.100s-%d.%s", role, nth, suffix);
	stream->file = openat(folder, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	return stream->file < 0 ? -errno : 0;
}

static void say(const struct stream *stream, bool partial, stream_teller *tell, void *context)
{
	size_t len = stream->len;

	if (len && stream->line[len - 1] == '\r')	/* a terminal's line ends in CR LF */
		len--;
	tell(context, &(struct event){
		.kind = EVENT_SAYS, .who = { .role = stream->role, .first = true },
		.says = { stream->name, stream->line, len, partial },
	});
}

static void lose(struct stream *stream, int64_t most, stream_teller *tell, void *context)
{
	char because[64];

	(void)snprintf(because, sizeof(because), "more than %lld bytes of output", (long long)most);
	stream->told = true;
	tell(context, &(struct event){ .kind = EVENT_LOST, .who.role = stream->role,
				       .lost = { "output", because, true, stream->bytes - most } });
}

static void keep(struct stream *stream, const char *text, size_t len)
{
	while (len && !stream->error) {
		ssize_t done = write(stream->file, text, len);

		if (done < 0 && errno != EINTR)
			stream->error = errno;
		if (done > 0) {
			text += done;
			len -= (size_t)done;
		}
	}
}

/* A line longer than LINE_MAX_BYTES is told in pieces. */
static void split(struct stream *stream, const char *text, size_t len, stream_teller *tell,
		  void *context)
{
	for (size_t i = 0; i < len; i++) {
		bool end = text[i] == '\n';

		if (!end)
			stream->line[stream->len++] = text[i];
		if (!end && stream->len < LINE_MAX_BYTES - 1)
			continue;
		stream->line[stream->len] = '\0';
		say(stream, !end, tell, context);
		stream->len = 0;
	}
}

bool stream_read(struct stream *stream, int64_t most, stream_teller *tell, void *context)
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
		keep(stream, text, kept);
		split(stream, text, kept, tell, context);
		if (kept < (size_t)len && !stream->told)
			lose(stream, most, tell, context);
		if (len < (ssize_t)sizeof(text))
			break;
	}
	return any;
}

void stream_flush(struct stream *stream, stream_teller *tell, void *context)
{
	stream->line[stream->len] = '\0';
	if (stream->len)
		say(stream, true, tell, context);
	stream->len = 0;
}

void stream_close(struct stream *stream)
{
	if (stream->fd >= 0)
		(void)close(stream->fd);
	if (stream->file >= 0)
		(void)close(stream->file);
	stream->fd = stream->file = -1;
}
