#include "address.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int address_parse(struct address *address, const char *host, const char *port)
{
	const struct addrinfo hints = {
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
		.ai_family = AF_UNSPEC,
		.ai_socktype = SOCK_STREAM, /* one answer for each address, not one a type */
	};
	struct addrinfo *found;

	if (getaddrinfo(host, port, &hints, &found) != 0)
		return -1;

	*address = address_of(found->ai_addr, found->ai_addrlen);
	freeaddrinfo(found);
	return 0;
}

int address_any(struct address *address, const char *port)
{
	const char *host = getenv("HOST");

	return address_parse(address, host != NULL && strchr(host, ':') != NULL ? "::" : "0.0.0.0",
			     port);
}

struct address address_of(const struct sockaddr *name, socklen_t len)
{
	struct address address = { .len = len < sizeof(address.room) ? len : sizeof(address.room) };

	memcpy(&address.room, name, address.len);
	return address;
}

const char *address_text(char *text, const struct address *address)
{
	char host[INET6_ADDRSTRLEN] = "";
	const struct sockaddr_in *in4 = (const void *)&address->room;
	const struct sockaddr_in6 *in6 = (const void *)&address->room;

	(void)snprintf(text, ADDRESS_TEXT, "(no address)");
	if (address->name.sa_family == AF_INET &&
	    inet_ntop(AF_INET, &in4->sin_addr, host, sizeof(host)) != NULL)
		(void)snprintf(text, ADDRESS_TEXT, "%s:%u", host, ntohs(in4->sin_port));
	if (address->name.sa_family == AF_INET6 &&
	    inet_ntop(AF_INET6, &in6->sin6_addr, host, sizeof(host)) != NULL)
		(void)snprintf(text, ADDRESS_TEXT, "[%s]:%u", host, ntohs(in6->sin6_port));
	return text;
}
