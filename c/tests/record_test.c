/* record: lines and frames, as the record's format describes them, byte for byte. */
#include "record/record.h"

#include <errno.h>

#include "check.h"
#include "scratch.h"

static struct scratch scratch;
static struct record record;

static void begin(void)
{
	scratch_make(&scratch);
	assert(record_open(&record, scratch.fd) == 0);
}

/* What was written, as lines; the capture file goes to @wire. */
static void finish(const char *lines, char **wire, size_t *wire_len)
{
	size_t len;
	char *text;

	assert(record_close(&record) == 0);
	text = scratch_take(&scratch, "record.jsonl", &len);
	expect_text("record.jsonl", text, lines);
	free(text);
	*wire = scratch_take(&scratch, "wire.pcap", wire_len);
	scratch_remove(&scratch);
}

static void expect_lines(const char *lines)
{
	size_t len;
	char *wire;

	finish(lines, &wire, &len);
	assert(len == 24);	/* a header, and nothing more */
	free(wire);
}

static const struct who SERVER = { "server", 2, 2, true };

static const struct call_kind *kind(const char *name)
{
	const struct call_kind *row = NULL;

	for (size_t i = 0; (row = calls_at(i)) && strcmp(row->name, name) != 0; i++)
		continue;
	return row;
}

static void put_call(const struct who *who, const struct call *call, bool open)
{
	record_event(&record, &(struct event){ .kind = EVENT_CALL, .t_ns = call->entered_ns, .who = *who,
					       .call = { .call = call, .open = open } });
}

static void put_frame(const struct frame *frame, const struct packet *packet,
		      const struct flow_view *view, const char *from, const char *to)
{
	record_event(&record, &(struct event){
		.kind = EVENT_WIRE, .t_ns = frame->t_ns, .who.role = from,
		.wire = { .to = to, .frame = frame, .packet = packet, .view = view },
	});
}

static void a_plain_line(void)
{
	begin();
	record_event(&record, &(struct event){ .kind = EVENT_READY, .t_ns = 1763832000000700000,
					       .who.role = "server", .ready.how = "listen" });
	record_event(&record, &(struct event){ .kind = EVENT_ENTER, .t_ns = 1, .who.role = "server" });
	assert(record.events == 1);
	expect_lines("{\"t\":1763832000000700000,\"event\":\"ready\",\"role\":\"server\","
		     "\"how\":\"listen\"}\n");
	ok("record: a line");
}

/* Python's zlib.crc32() of what is before the comma says so, too. */
static void the_last_line_has_the_checksum(void)
{
	struct json members = { 0 };

	json_text(&members, "reason", "quiet");
	begin();
	record_event(&record, &(struct event){ .kind = EVENT_READY, .t_ns = 1, .who.role = "server",
					       .ready.how = "listen" });
	record_event(&record, &(struct event){ .kind = EVENT_END, .t_ns = 2, .members = &members });
	json_free(&members);
	expect_lines("{\"t\":1,\"event\":\"ready\",\"role\":\"server\",\"how\":\"listen\"}\n"
		     "{\"t\":2,\"event\":\"end\",\"reason\":\"quiet\",\"crc32\":\"c687dbca\"}\n");
	ok("record: the checksum in the last line");
}

static void calls(void)
{
	struct sock listener = { .number = 1, .kind = FD_LISTENER };
	struct sock connection = { .number = 2, .kind = FD_CONNECTION };
	struct call accept = {
		.kind = kind("accept4"), .entered_ns = 1000, .returned_ns = 1020, .result = 4, .fd = 3,
		.fd_kind = FD_LISTENER, .descriptor.sock = &listener, .made = 4,
		.made_descriptor.sock = &connection, .has_list = true, .address = "127.0.0.1:40000",
	};
	struct call write = {
		.kind = kind("write"), .entered_ns = 2000, .returned_ns = 2020, .error = EPIPE, .fd = 3,
		.made = -1, .fd_kind = FD_PIPE, .has_buffer = true, .buffer = 0x7ffd2000, .size = 5,
		.data = "h\0\"\xff", .data_len = 4, .act = "short",
	};
	struct call wait = {
		.kind = kind("wait4"), .entered_ns = 3000, .fd = -1, .made = -1, .has_list = true,
		.list_is_options = true, .constant = { { NULL, "WNOHANG" }, { "how", "SHUT_WR" } },
		.constants = 2, .number = { { "pid", -1 } }, .numbers = 1,
	};
	const struct who thread = { "server", 2, 5, true };

	begin();
	put_call(&SERVER, &accept, false);
	put_call(&SERVER, &write, false);
	put_call(&thread, &wait, true);
	expect_lines(
		"{\"t\":1000,\"event\":\"call\",\"end\":1020,\"role\":\"server\",\"pid\":2,"
		"\"name\":\"accept4\",\"fd\":3,\"kind\":\"listener\",\"sock\":1,"
		"\"args\":{\"flags\":[],\"address\":\"127.0.0.1:40000\"},\"result\":4,"
		"\"made\":{\"fd\":4,\"kind\":\"connection\",\"sock\":2}}\n"
		"{\"t\":2000,\"event\":\"call\",\"end\":2020,\"role\":\"server\",\"pid\":2,"
		"\"name\":\"write\",\"fd\":3,\"kind\":\"pipe\","
		"\"args\":{\"buffer\":\"0x7ffd2000\",\"size\":5},\"result\":-1,\"error\":\"EPIPE\","
		"\"data\":\"h\\u0000\\\"\\u00ff\",\"act\":\"short\"}\n"
		"{\"t\":3000,\"event\":\"call\",\"role\":\"server\",\"pid\":2,\"tid\":5,"
		"\"name\":\"wait4\",\"args\":{\"pid\":-1,\"how\":\"SHUT_WR\",\"options\":[\"WNOHANG\"]}}\n");
	ok("record: calls, returned and not");
}

static const struct packet SEGMENT = {
	.kind = PACKET_TCP, .source = { .ip = { 127, 0, 0, 1 }, .port = 40000 },
	.target = { .ip = { 127, 0, 0, 1 }, .port = 9190 }, .stream = TCP_PSH | TCP_ACK | 128,
	.length = 5, .data = (const uint8_t *)"hello", .data_len = 5,
};

static void frames(void)
{
	const struct packet unreachable = {
		.kind = PACKET_ICMP, .type = 3, .code = 3, .source.ip = { 127, 0, 0, 1 },
		.target.ip = { 127, 0, 0, 1 }, .about = PACKET_UDP,
		.about_source = { .ip = { 127, 0, 0, 1 }, .port = 40001 },
		.about_target = { .ip = { 127, 0, 0, 1 }, .port = 9190 },
	};
	const struct packet query = {
		.kind = PACKET_UDP, .source = { .ip = { [15] = 1 }, .v6 = true, .port = 40001 },
		.target = { .ip = { [15] = 1 }, .v6 = true, .port = 53 }, .length = 33, .is_dns = true,
		.dns = { .id = 4711, .type = 65, .name = "www.example.org" },
	};
	const struct flow_view view = { 1, 1, 512 }, none = { 0, 0, 0 };
	const struct frame frame = { .t_ns = 1763832000000000007, .bytes = (const uint8_t *)"abc",
				     .captured = 3, .length = 60 };
	char *wire;
	size_t len;

	begin();
	put_frame(&frame, &SEGMENT, &view, "client", "server");
	put_frame(&frame, &unreachable, &none, NULL, "client");
	put_frame(&frame, &query, &none, "client", NULL);
	finish("{\"t\":1763832000000000007,\"event\":\"wire\",\"frame\":1,\"from\":\"client\","
	       "\"to\":\"server\",\"source\":\"127.0.0.1:40000\",\"target\":\"127.0.0.1:9190\","
	       "\"protocol\":\"tcp\",\"flags\":[\"PSH\",\"ACK\",\"CWR\"],\"seq\":1,\"ack\":1,"
	       "\"length\":5,\"window\":512,\"data\":\"hello\"}\n"
	       "{\"t\":1763832000000000007,\"event\":\"wire\",\"frame\":2,\"from\":null,"
	       "\"to\":\"client\",\"source\":\"127.0.0.1\",\"target\":\"127.0.0.1\","
	       "\"protocol\":\"icmp\",\"type\":3,\"code\":3,\"about\":{\"protocol\":\"udp\","
	       "\"source\":\"127.0.0.1:40001\",\"target\":\"127.0.0.1:9190\"}}\n"
	       "{\"t\":1763832000000000007,\"event\":\"wire\",\"frame\":3,\"from\":\"client\","
	       "\"to\":null,\"source\":\"[::1]:40001\",\"target\":\"[::1]:53\",\"protocol\":\"udp\","
	       "\"length\":33,\"dns\":{\"id\":4711,\"response\":false,\"name\":\"www.example.org\","
	       "\"type\":\"TYPE65\",\"code\":0,\"answers\":0}}\n", &wire, &len);
	assert(len == 24 + 3 * (16 + 3));
	free(wire);
	ok("record: frames as lines");
}

/* draft-ietf-opsawg-pcap, 4 and 5: a header of 24 bytes, then 16 bytes before each frame. */
static void the_capture_file(void)
{
	const struct frame frame = { .t_ns = INT64_C(5000000007), .bytes = (const uint8_t *)"abc",
				     .captured = 3, .length = 60 };
	const struct flow_view view = { 0 };
	uint32_t header[6], before[4];
	char *wire;
	size_t len;

	begin();
	put_frame(&frame, &SEGMENT, &view, NULL, NULL);
	assert(record_close(&record) == 0);
	wire = scratch_take(&scratch, "wire.pcap", &len);
	assert(len == sizeof(header) + sizeof(before) + 3);
	memcpy(header, wire, sizeof(header));
	memcpy(before, wire + sizeof(header), sizeof(before));
	assert(header[0] == 0xa1b23c4d);	/* nanoseconds */
	assert(((uint16_t *)header)[2] == 2 && ((uint16_t *)header)[3] == 4);
	assert(header[4] == CAPTURE_SNAP && header[5] == 1);	/* Ethernet */
	assert(before[0] == 5 && before[1] == 7 && before[2] == 3 && before[3] == 60);
	assert(!memcmp(wire + len - 3, "abc", 3));
	free(wire);
	free(scratch_take(&scratch, "record.jsonl", &len));
	scratch_remove(&scratch);
	ok("record: frames in the capture file");
}

/* Lines that together, and one that alone, are more than the buffer. */
static void more_than_the_buffer(void)
{
	enum { LINES = 40, LEN = 10000 };
	char *text = malloc(RECORD_BUFFER + 1);
	size_t len, lines = 0;

	assert(text);
	memset(text, 'x', RECORD_BUFFER);
	text[RECORD_BUFFER] = '\0';
	begin();
	for (int i = 0; i <= LINES; i++) {
		record_event(&record, &(struct event){
			.kind = EVENT_SAYS, .t_ns = i + 1, .who.role = "a",
			.says = { "stdout", text, i == LINES / 2 ? RECORD_BUFFER : LEN, false },
		});
	}
	assert(record_close(&record) == 0);
	free(text);

	text = scratch_take(&scratch, "record.jsonl", &len);
	assert(len > LINES * LEN + RECORD_BUFFER);
	for (char *line = text; *line; line = strchr(line, '\n') + 1, lines++) {
		char start[32];

		(void)snprintf(start, sizeof(start), "{\"t\":%zu,", lines + 1);
		assert(!strncmp(line, start, strlen(start)));
	}
	assert(lines == LINES + 1);
	free(text);
	free(scratch_take(&scratch, "wire.pcap", &len));
	scratch_remove(&scratch);
	ok("record: more than the buffer, in order");
}

int main(void)
{
	a_plain_line();
	the_last_line_has_the_checksum();
	calls();
	frames();
	the_capture_file();
	more_than_the_buffer();
	return 0;
}
