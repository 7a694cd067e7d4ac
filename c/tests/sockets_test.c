/* Lines of the kernel's table of TCP sockets, as it writes them, become what they say. */
#include "check.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

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
	assert(sockets_pass(look, &sought) == PASS_WHOLE && sought.seen == 1);
	assert(close(fd) == 0);
	ok("a pass: shows a socket of this network once");
}

int main(void)
{
	reads_a_line();
	reads_ipv6();
	leaves_the_rest();
	finds_a_listener();
	return 0;
}
