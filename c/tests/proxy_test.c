/* proxy: what is asked, answers of every kind, and that not a byte behind an answer is taken. */
#include "proxy.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"

#define BEHIND "the server's"

enum { ROOM = 512 };

/* What a proxy says, and whether that is a yes. */
struct answer {
	const char *why;
	proxy_ask *ask;
	const char *bytes;
	size_t len;
	const char *problem; /* how it begins; NULL: there is none */
};

#define BYTES(text) text, sizeof(text) - 1
#define NULS "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
#define GREETED "\x05\x00"

static const struct answer answers[] = {
	{ "an IPv4 address", proxy_socks5,
	  BYTES(GREETED "\x05\x00\x00\x01"
			"\x7f\x00\x00\x01\x23\xe6"),
	  NULL },
	{ "an IPv6 address", proxy_socks5,
	  BYTES(GREETED "\x05\x00\x00\x04"
			"0123456789abcdef\x23\xe6"),
	  NULL },
	{ "a name", proxy_socks5,
	  BYTES(GREETED "\x05\x00\x00\x03\x04"
			"home\x23\xe6"),
	  NULL },
	{ "a password", proxy_socks5, BYTES("\x05\xff"), "the proxy wants to know" },
	{ "another version", proxy_socks5, BYTES("\x04\x00"), "the proxy wants to know" },
	{ "refused", proxy_socks5, BYTES(GREETED "\x05\x05\x00\x01"),
	  "the proxy refuses: reply 5" },
	{ "cut off", proxy_socks5, BYTES(GREETED "\x05\x00"), "cannot read the proxy's answer" },
	{ "cut off in an address", proxy_socks5, BYTES(GREETED "\x05\x00\x00\x01\x7f"),
	  "cannot read the proxy's answer" },
	{ "no address", proxy_socks5, BYTES(GREETED "\x05\x00\x00\x07"),
	  "the proxy's answer has an address" },
	{ "nothing", proxy_socks5, BYTES(""), "cannot read the proxy's greeting" },
	{ "200", proxy_connect, BYTES("HTTP/1.1 200 Connection established\r\n\r\n"), NULL },
	{ "200 of 1.0", proxy_connect, BYTES("HTTP/1.0 200 OK\r\nVia: it\r\n\r\n"), NULL },
	{ "403", proxy_connect, BYTES("HTTP/1.1 403 Forbidden\r\n\r\n"),
	  "the proxy refuses: HTTP/1.1 403 Forbidden" },
	{ "no HTTP", proxy_connect, BYTES("220 mail\r\n\r\n"), "the proxy refuses: 220 mail" },
	{ "cut off", proxy_connect, BYTES("HTTP/1.1 200 OK\r\n"),
	  "cannot read the proxy's answer" },
};

/* A connection to @sock[0], at whose other end an answer has come, and something behind it. */
static void connection(int sock[2], const char *answer, size_t len, const char *behind)
{
	assert(socketpair(AF_UNIX, SOCK_STREAM, 0, sock) == 0);
	assert(write(sock[1], answer, len) == (ssize_t)len);
	assert(write(sock[1], behind, strlen(behind)) == (ssize_t)strlen(behind));
	assert(shutdown(sock[1], SHUT_WR) == 0);
}

/* @text is filled with what is there to be read, up to the end. Return: how many bytes. */
static size_t rest(int sock, char text[ROOM])
{
	size_t len = 0;

	for (ssize_t got = 1; got > 0; len += (size_t)got) {
		got = read(sock, text + len, ROOM - 1 - len);
		assert(got >= 0);
	}
	text[len] = '\0';
	return len;
}

static struct address address(const char *host)
{
	struct address address;

	assert(address_parse(&address, host, "9190") == 0);
	return address;
}

static void answers_of_every_kind(void)
{
	for (size_t i = 0; i < COUNT(answers); i++) {
		const struct answer *row = &answers[i];
		struct address server = address("127.0.0.1");
		const char *behind = row->problem == NULL ? BEHIND : "";
		char got[ROOM];
		int sock[2];

		connection(sock, row->bytes, row->len, behind);
		const char *problem = row->ask(sock[0], &server);
		expect((problem == NULL) == (row->problem == NULL), row->why);
		if (problem != NULL)
			expect(strncmp(problem, row->problem, strlen(row->problem)) == 0, row->why);
		else
			(void)rest(sock[0], got), expect_text(row->why, got, behind);
		assert(close(sock[0]) == 0 && close(sock[1]) == 0);
	}
	ok("proxy: answers of every kind, and nothing is taken that comes behind one");
}

/* RFC 1928, 3 and 4; RFC 9110, 9.3.6. */
static void questions(void)
{
	static const struct {
		const char *why;
		proxy_ask *ask;
		const char *host;
		const char *bytes;
		size_t len;
	} rows[] = {
		{ "socks5, IPv4", proxy_socks5, "127.0.0.1",
		  BYTES("\x05\x01\x00"
			"\x05\x01\x00\x01"
			"\x7f\x00\x00\x01"
			"\x23\xe6") },
		{ "socks5, IPv6", proxy_socks5, "::1",
		  BYTES("\x05\x01\x00"
			"\x05\x01\x00\x04" NULS "\x00\x00\x00\x01"
			"\x23\xe6") },
		{ "connect, IPv4", proxy_connect, "127.0.0.1",
		  BYTES("CONNECT 127.0.0.1:9190 HTTP/1.1\r\nHost: 127.0.0.1:9190\r\n\r\n") },
		{ "connect, IPv6", proxy_connect, "::1",
		  BYTES("CONNECT [::1]:9190 HTTP/1.1\r\nHost: [::1]:9190\r\n\r\n") },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct address server = address(rows[i].host);
		char got[ROOM];
		int sock[2];

		/* Whose answer is the same in both: the first words of a yes. */
		connection(sock, BYTES(GREETED), "");
		(void)rows[i].ask(sock[0], &server);
		assert(shutdown(sock[0], SHUT_WR) == 0);
		expect(rest(sock[1], got) == rows[i].len, rows[i].why);
		expect(memcmp(got, rows[i].bytes, rows[i].len) == 0, rows[i].why);
		assert(close(sock[0]) == 0 && close(sock[1]) == 0);
	}
	ok("proxy: what is asked");
}

/* An answer in HTTP without an end is no reason to read for ever. */
static void endless_head(void)
{
	struct address server = address("127.0.0.1");
	char answer[10000];
	int sock[2];

	memset(answer, 'x', sizeof(answer));
	connection(sock, answer, sizeof(answer), "");
	const char *problem = proxy_connect(sock[0], &server);
	assert(problem != NULL);
	expect_text("endless", problem, "cannot read the proxy's answer: Message too long");
	assert(close(sock[0]) == 0 && close(sock[1]) == 0);
	ok("proxy: an answer without an end is given up");
}

int main(void)
{
	answers_of_every_kind();
	questions();
	endless_head();
	return 0;
}
