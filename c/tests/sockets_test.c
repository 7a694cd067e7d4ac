/* Lines of the kernel's table of TCP sockets, as it writes them, become what they say. */
#include "check.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "wire/flow.h"
#include "wire/sockets.h"

/* Words of four bytes are written in the order of the machine: this is a little-endian one's. */
static bool is_little(void)
{
	return htonl(1) != 1;
}

static void reads_a_line(void)
{
	const char *line = "   1: 0100007F:23E6 0200007F:9C40 01 0000000A:00000003 04:00000064 00000002 "
			   "1000        3 4711 2 0000000000000000 20 4 30 10 -1\n";
	char text[ENDPOINT_TEXT];
	struct tcp_socket socket;

	assert(sockets_parse_line(&socket, line, 100));
	endpoint_text(text, &socket.local);
	if (is_little())
		expect_text("local", text, "127.0.0.1:9190");
	endpoint_text(text, &socket.remote);
	if (is_little())
		expect_text("remote", text, "127.0.0.2:40000");
	expect_text("state", socket_state(&socket), "ESTABLISHED");
	assert(socket.to_send == 10 && socket.to_read == 3);
	assert(socket.timer == TIMER_OF_PROBE && socket.expires_ms == 1000 && socket.backoff == 3);
	assert(socket.uid == 1000 && socket.inode == 4711);
	ok("a line: both ends, what waits to be sent and read, the timer, who holds it");
}

/* RTO is 20 ticks: a first probe waits as long, one whose time was doubled longer. */
static void knows_a_doubled_time(void)
{
	static const struct {
		const char *ticks;
		unsigned backoff;
	} rows[] = { { "00000014", 0 }, { "00000015", 0 }, { "00000027", 1 }, { "00000010", 0 } };
	char line[200];
	struct tcp_socket socket;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		(void)snprintf(line, sizeof(line),
			       "1: 0100007F:23E6 0200007F:9C40 01 0000000A:00000003 04:%s 00000000 "
			       "0 0 4711 2 0000000000000000 20 4 30 10 -1\n", rows[i].ticks);
		assert(sockets_parse_line(&socket, line, 100));
		assert(socket.has_backoff && socket.backoff == rows[i].backoff);
	}
	assert(sockets_parse_line(&socket, "1: 0100007F:23E6 0200007F:9C40 01 0000000A:00000003 "
				  "04:00000027 00000000 0 0 4711\n", 100));
	assert(!socket.has_backoff && !socket.backoff);
	ok("a line: whether a probe's time has been doubled");
}

static void reads_ipv6(void)
{
	const char *line = "   0: 00000000000000000000000001000000:23E6 "
			   "00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 "
			   "00000000     0        0 12345 1 0000000000000000 100 0 0 10 0\n";
	char text[ENDPOINT_TEXT];
	struct tcp_socket socket;

	assert(sockets_parse_line(&socket, line, 100));
	endpoint_text(text, &socket.local);
	if (is_little())
		expect_text("local", text, "[::1]:9190");
	assert(socket.state == STATE_LISTEN && socket.timer == TIMER_OF_NOTHING);
	ok("a line: IPv6");
}

static void leaves_the_rest(void)
{
	static const char *const lines[] = {
		"", "\n", "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt\n",
		"   1: 0100007F:23E6 0200007F:9C40 01\n",
		"   1: 0100007F 0200007F:9C40 01 0000000A:00000003 04:00000064 2 1000 3 4711\n",
		"   1: 01:23E6 x:9C40 01 0000000A:00000003 04:00000064 2 1000 3 4711\n",
	};
	struct tcp_socket socket;

	for (size_t i = 0; i < COUNT(lines); i++)
		expect(!sockets_parse_line(&socket, lines[i], 100), lines[i]);
	ok("a line: the heading, and what is cut off, are none");
}

struct sought {
	uint16_t port;
	int seen;
};

static void look(void *context, const struct tcp_socket *socket)
{
	struct sought *sought = context;

	sought->seen += socket->local.port == sought->port && socket->state == STATE_LISTEN;
}

static void finds_a_listener(void)
{
	struct sockaddr_in name = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(name);
	struct sought sought = { 0 };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert(fd >= 0 && bind(fd, (struct sockaddr *)&name, len) == 0 && listen(fd, 5) == 0);
	assert(getsockname(fd, (struct sockaddr *)&name, &len) == 0);
	sought.port = ntohs(name.sin_port);
	assert(sockets_pass(SOCKETS_ALL, look, &sought) == PASS_WHOLE && sought.seen == 1);
	assert(close(fd) == 0);
	ok("a pass: shows a socket of this network once");
}

struct tally {
	uint16_t server, client;
	int listeners, ends;
};

static void count(void *context, const struct tcp_socket *socket)
{
	struct tally *tally = context;
	uint16_t local = socket->local.port, remote = socket->remote.port;

	tally->listeners += local == tally->server && socket->state == STATE_LISTEN;
	tally->ends += (local == tally->server && remote == tally->client) ||
		       (local == tally->client && remote == tally->server);
}

static uint16_t port_of(int fd)
{
	struct sockaddr_in name = { 0 };
	socklen_t len = sizeof(name);

	assert(getsockname(fd, (struct sockaddr *)&name, &len) == 0);
	return ntohs(name.sin_port);
}

/* What the capture would have shown of it: one segment is enough. */
static void show_to_flow(uint16_t source, uint16_t target)
{
	struct packet packet = { .kind = PACKET_TCP, .flags = TCP_ACK };

	packet.source = (struct endpoint){ .ip = { 127, 0, 0, 1 }, .port = source };
	packet.target = (struct endpoint){ .ip = { 127, 0, 0, 1 }, .port = target };
	(void)flow_see(&packet);
}

static void asks_for_those_that_were_seen(void)
{
	struct sockaddr_in name = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int listener = socket(AF_INET, SOCK_STREAM, 0), caller = socket(AF_INET, SOCK_STREAM, 0);
	struct tally unseen = { 0 }, seen, all;
	int accepted;

	assert(bind(listener, (struct sockaddr *)&name, sizeof(name)) == 0 && listen(listener, 5) == 0);
	name.sin_port = htons(port_of(listener));
	assert(connect(caller, (struct sockaddr *)&name, sizeof(name)) == 0);
	accepted = accept(listener, NULL, NULL);
	assert(accepted >= 0);

	unseen.server = port_of(listener);
	unseen.client = port_of(caller);
	seen = all = unseen;
	assert(sockets_pass(SOCKETS_SEEN, count, &unseen) == PASS_WHOLE);
	assert(unseen.listeners == 1 && unseen.ends == 0);
	show_to_flow(seen.client, seen.server);
	show_to_flow(seen.client, 9);	/* nobody has these ends: the kernel must not give others */
	assert(sockets_pass(SOCKETS_SEEN, count, &seen) == PASS_WHOLE);
	assert(sockets_pass(SOCKETS_ALL, count, &all) == PASS_WHOLE);
	assert(seen.listeners == 1 && seen.ends == 2);
	assert(all.listeners == 1 && all.ends == 2);
	assert(close(accepted) == 0 && close(caller) == 0 && close(listener) == 0);
	ok("a pass: asks for the ends that were seen, and for nobody else's");
}

int main(void)
{
	reads_a_line();
	knows_a_doubled_time();
	reads_ipv6();
	leaves_the_rest();
	finds_a_listener();
	asks_for_those_that_were_seen();
	return 0;
}
