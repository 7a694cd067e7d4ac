#include "proxy.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "transfer.h"

enum {
	SOCKS_VERSION = 5,
	NO_AUTHENTICATION = 0,
	COMMAND_CONNECT = 1,
	IS_IPV4 = 1,
	IS_NAME = 3,
	IS_IPV6 = 4,
	HEAD_MAX = 8192, /* of an answer in HTTP; a choice */
};

static _Thread_local char problem[128];

static const char *failed(const char *what)
{
	(void)snprintf(problem, sizeof(problem), "cannot %s: %s", what, strerror(errno));
	return problem;
}

/* Return: whether all of it came. At the end of the stream errno is ECONNRESET. */
static bool read_exactly(int sock, void *buffer, size_t size)
{
	for (char *rest = buffer; size > 0;) {
		ssize_t got = read_some(sock, rest, size);
		if (got == 0)
			errno = ECONNRESET;
		if (got <= 0)
			return false;
		rest += got;
		size -= (size_t)got;
	}
	return true;
}

/* RFC 1928, 4: ATYP, DST.ADDR, DST.PORT. Return: how many bytes. */
static size_t put_address(uint8_t *to, const struct address *address)
{
	const struct sockaddr_in *in = (const struct sockaddr_in *)&address->room;
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)&address->room;
	bool is_ipv4 = address->name.sa_family == AF_INET;
	size_t len = is_ipv4 ? sizeof(in->sin_addr) : sizeof(in6->sin6_addr);
	const void *host = is_ipv4 ? (const void *)&in->sin_addr : &in6->sin6_addr;
	const in_port_t *port = is_ipv4 ? &in->sin_port : &in6->sin6_port;

	to[0] = is_ipv4 ? IS_IPV4 : IS_IPV6;
	memcpy(to + 1, host, len);
	memcpy(to + 1 + len, port, sizeof(*port));
	return 1 + len + sizeof(*port);
}

/* What follows ATYP in the proxy's answer is of no interest, but its length. */
static const char *skip_address(int sock, uint8_t type)
{
	uint8_t len, rest[UINT8_MAX + sizeof(in_port_t)];

	if (type == IS_IPV4)
		len = sizeof(struct in_addr);
	else if (type == IS_IPV6)
		len = sizeof(struct in6_addr);
	else if (type != IS_NAME)
		return "the proxy's answer has an address of no known type";
	else if (!read_exactly(sock, &len, 1))
		return failed("read the proxy's answer");
	return read_exactly(sock, rest, len + sizeof(in_port_t))
		? NULL
		: failed("read the proxy's answer");
}

const char *proxy_socks5(int sock, const struct address *wanted)
{
	const uint8_t greeting[] = { SOCKS_VERSION, 1, NO_AUTHENTICATION };
	uint8_t request[32] = { SOCKS_VERSION, COMMAND_CONNECT, 0 };
	size_t len = 3 + put_address(request + 3, wanted);
	uint8_t method[2], reply[4]; /* VER, METHOD; VER, REP, RSV, ATYP */

	if (write_all(sock, greeting, sizeof(greeting)) == -1)
		return failed("greet the proxy");
	if (!read_exactly(sock, method, sizeof(method)))
		return failed("read the proxy's greeting");
	if (method[0] != SOCKS_VERSION || method[1] != NO_AUTHENTICATION)
		return "the proxy wants to know who calls";
	if (write_all(sock, request, len) == -1)
		return failed("ask the proxy");
	if (!read_exactly(sock, reply, sizeof(reply)))
		return failed("read the proxy's answer");
	if (reply[1] != 0) {
		(void)snprintf(problem, sizeof(problem), "the proxy refuses: reply %d", reply[1]);
		return problem;
	}
	return skip_address(sock, reply[3]);
}

/* Up to the empty line, byte by byte: what comes behind it is the server's. */
static bool read_head(int sock, char *head)
{
	for (size_t len = 0; len < HEAD_MAX; len++) {
		if (!read_exactly(sock, head + len, 1))
			return false;
		head[len + 1] = '\0';
		if (len >= 3 && strcmp(head + len - 3, "\r\n\r\n") == 0)
			return true;
	}
	errno = EMSGSIZE;
	return false;
}

const char *proxy_connect(int sock, const struct address *wanted)
{
	char where[ADDRESS_TEXT], request[64 + 2 * ADDRESS_TEXT], head[HEAD_MAX + 1];

	address_text(where, wanted);
	int len = snprintf(request, sizeof(request), "CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n",
			   where, where);
	if (write_all(sock, request, (size_t)len) == -1)
		return failed("ask the proxy");
	if (!read_head(sock, head))
		return failed("read the proxy's answer");

	int status = 0;
	(void)sscanf(head, "HTTP/1.%*1d %d", &status);
	if (status >= 200 && status < 300)
		return NULL;
	(void)snprintf(problem, sizeof(problem), "the proxy refuses: %.*s",
		       (int)strcspn(head, "\r\n"), head);
	return problem;
}
