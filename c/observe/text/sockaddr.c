#include "text/sockaddr.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>

static void inet_text(char *text, const uint8_t *bytes, size_t len)
{
	struct sockaddr_in in;
	char ip[INET_ADDRSTRLEN] = "?";

	if (len < sizeof(in)) {
		(void)snprintf(text, SOCKADDR_TEXT, "short");
		return;
	}
	memcpy(&in, bytes, sizeof(in));
	if (!inet_ntop(AF_INET, &in.sin_addr, ip, sizeof(ip)))
		ip[0] = '?';
	(void)snprintf(text, SOCKADDR_TEXT, "%s:%u", ip, ntohs(in.sin_port));
}

static void inet6_text(char *text, const uint8_t *bytes, size_t len)
{
	struct sockaddr_in6 in6;
	char ip[INET6_ADDRSTRLEN] = "?";

	/* The kernel takes one without its scope id, too: RFC 2133's form. */
	if (len < offsetof(struct sockaddr_in6, sin6_scope_id)) {
		(void)snprintf(text, SOCKADDR_TEXT, "short");
		return;
	}
	memcpy(&in6, bytes, len < sizeof(in6) ? len : sizeof(in6));
	if (!inet_ntop(AF_INET6, &in6.sin6_addr, ip, sizeof(ip)))
		ip[0] = '?';
	(void)snprintf(text, SOCKADDR_TEXT, "[%s]:%u", ip, ntohs(in6.sin6_port));
}

static void unix_text(char *text, const uint8_t *bytes, size_t len)
{
	size_t at = offsetof(struct sockaddr_un, sun_path);
	int path = len > at ? (int)strnlen((const char *)bytes + at, len - at) : 0;

	(void)snprintf(text, SOCKADDR_TEXT, "unix:%.*s", path,
		       path ? (const char *)bytes + at : "");
}

void sockaddr_text(char text[SOCKADDR_TEXT], const uint8_t *bytes, size_t len)
{
	sa_family_t family;

	if (len < sizeof(family)) {
		(void)snprintf(text, SOCKADDR_TEXT, "short");
		return;
	}
	memcpy(&family, bytes, sizeof(family));
	if (family == AF_INET)
		inet_text(text, bytes, len);
	else if (family == AF_INET6)
		inet6_text(text, bytes, len);
	else if (family == AF_UNIX)
		unix_text(text, bytes, len);
	else if (family == AF_UNSPEC)
		(void)snprintf(text, SOCKADDR_TEXT, "AF_UNSPEC");
	else
		(void)snprintf(text, SOCKADDR_TEXT, "family %u", family);
}

bool sockaddr_endpoint(struct endpoint *end, const uint8_t *bytes, size_t len)
{
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
	sa_family_t family = AF_UNSPEC;

	*end = (struct endpoint){ 0 };
	if (len >= sizeof(family))
		memcpy(&family, bytes, sizeof(family));
	if (family == AF_INET && len >= sizeof(in)) {
		memcpy(&in, bytes, sizeof(in));
		end->port = ntohs(in.sin_port);
		memcpy(end->ip, &in.sin_addr, 4);
		return true;
	}
	if (family != AF_INET6 || len < offsetof(struct sockaddr_in6, sin6_scope_id))
		return false;
	memcpy(&in6, bytes, len < sizeof(in6) ? len : sizeof(in6));
	*end = (struct endpoint){ .v6 = true, .port = ntohs(in6.sin6_port) };
	memcpy(end->ip, &in6.sin6_addr, 16);
	return true;
}
