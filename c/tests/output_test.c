/* output: what comes through a pipe, as a file and as lines. */
#include "outputs.h"

#include "check.h"
#include "record/record.h"
#include "scratch.h"

static struct scratch scratch;
static struct record record;
static struct stream stream;
static int writer;
static char heard[4 * LINE_MAX_BYTES];	/* "line|line|" */

static void hear(void *context, const struct event *event)
{
	size_t len = strlen(heard);

	assert(context == &writer);
	expect_text("role", event->who.role, "server");
	record_event(&record, event);
	if (event->kind != EVENT_SAYS)
		return;
	assert(len + strlen(event->says.line) + 2 < sizeof(heard));
	(void)snprintf(heard + len, sizeof(heard) - len, "%s|", event->says.line);
}

static void begin(const char *name)
{
	int ends[2];

	assert(pipe(ends) == 0);
	writer = ends[1];
	heard[0] = '\0';
	scratch_make(&scratch);
	assert(record_open(&record, scratch.fd) == 0);
	assert(stream_open(&stream, ends[0], scratch.fd, "server", 1, name) == 0);
}

static void say(const char *text, int64_t most, bool want)
{
	assert(write(writer, text, strlen(text)) == (ssize_t)strlen(text));
	assert(stream_read(&stream, most, hear, &writer) == want);
}

/* Everything up to the time is the same in all lines: cut it off. */
static void expect_events(const char *want)
{
	char *got, *to;
	size_t len;

	assert(close(writer) == 0);
	stream_flush(&stream, hear, &writer);
	stream_close(&stream);
	assert(stream.fd == -1 && stream.file == -1);
	assert(record_close(&record) == 0);
	to = got = scratch_take(&scratch, "record.jsonl", &len);
	for (char *line = got, *next; *line; line = next) {
		char *from = strchr(line, ',') + 1;

		next = strchr(line, '\n') + 1;
		memmove(to, from, (size_t)(next - from));
		to += next - from;
	}
	*to = '\0';
	expect_text("events", got, want);
	free(got);
	free(scratch_take(&scratch, "wire.pcap", &len));
}

static void expect_file(const char *name, const char *want)
{
	size_t len;
	char *text = scratch_take(&scratch, name, &len);

	expect_text(name, text, want);
	free(text);
	scratch_remove(&scratch);
}

#define SAYS "\"event\":\"says\",\"role\":\"server\",\"stream\":"

static void lines(void)
{
	const int64_t most = 1000;

	begin("stdout");
	assert(!stream_read(&stream, most, hear, &writer));
	say("one\ntw", most, true);
	expect_text("whole lines only", heard, "one|");
	say("o\n\nthree", most, true);
	expect_text("heard", heard, "one|two||");
	expect_events("" SAYS "\"stdout\",\"line\":\"one\"}\n"
		      "" SAYS "\"stdout\",\"line\":\"two\"}\n"
		      "" SAYS "\"stdout\",\"line\":\"\"}\n"
		      "" SAYS "\"stdout\",\"line\":\"three\",\"partial\":true}\n");
	expect_file("server.stdout", "one\ntwo\n\nthree");
	ok("output: lines, in pieces, the last without its end");
}

static void a_line_that_does_not_end(void)
{
	begin("stdout");
	say("one\ntw", 1000, true);
	stream_flush(&stream, hear, &writer);
	stream_flush(&stream, hear, &writer);
	say("o\n", 1000, true);
	expect_events("" SAYS "\"stdout\",\"line\":\"one\"}\n"
		      "" SAYS "\"stdout\",\"line\":\"tw\",\"partial\":true}\n"
		      "" SAYS "\"stdout\",\"line\":\"o\"}\n");
	expect_file("server.stdout", "one\ntwo\n");
	ok("output: what was said of a line that does not end");
}

static void bytes_that_are_no_text(void)
{
	begin("stdout");
	say("sechs \xc3\n\xc3\xbc\n", 1000, true);
	expect_events("" SAYS "\"stdout\",\"line\":\"sechs \\u00c3\",\"octets\":true}\n"
		      "" SAYS "\"stdout\",\"line\":\"\\u00fc\"}\n");
	expect_file("server.stdout", "sechs \xc3\n\xc3\xbc\n");
	ok("output: bytes that are no text");
}

static void a_terminal(void)
{
	begin("terminal");
	say("one\r\n", 1000, true);
	expect_events("" SAYS "\"terminal\",\"line\":\"one\"}\n");
	expect_file("server.stdout", "one\r\n");
	ok("output: a terminal's lines");
}

static void beyond_the_limit(void)
{
	begin("stderr");
	say("12345\n", 8, true);
	say("67890\n", 8, true);
	say("more\n", 8, true);
	expect_events("" SAYS "\"stderr\",\"line\":\"12345\"}\n"
		      "\"event\":\"lost\",\"what\":\"output\",\"role\":\"server\",\"count\":4,"
		      "\"because\":\"more than 8 bytes of output\"}\n"
		      "" SAYS "\"stderr\",\"line\":\"67\",\"partial\":true}\n");
	expect_file("server.stderr", "12345\n67");
	ok("output: beyond the limit, told once");
}

static void a_long_line(void)
{
	char text[LINE_MAX_BYTES + 100];
	size_t kept;
	char *file;

	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 2] = '\n';
	text[sizeof(text) - 1] = '\0';
	begin("stdout");
	say(text, 1 << 20, true);
	assert(strlen(heard) == strlen(text) - 1 + 2);	/* two pieces, each with its '|' */
	assert(heard[LINE_MAX_BYTES - 1] == '|');
	assert(close(writer) == 0);
	stream_flush(&stream, hear, &writer);
	stream_close(&stream);
	assert(record.events == 2);
	assert(record_close(&record) == 0);
	file = scratch_take(&scratch, "record.jsonl", &kept);
	assert(strstr(file, "\"partial\":true"));
	free(file);
	free(scratch_take(&scratch, "wire.pcap", &kept));
	expect_file("server.stdout", text);
	ok("output: a line too long is told in pieces");
}

int main(void)
{
	lines();
	a_line_that_does_not_end();
	bytes_that_are_no_text();
	a_terminal();
	beyond_the_limit();
	a_long_line();
	return 0;
}
