/* What the clients of this folder have in common: how they find a server that has a name. */
#ifndef CALLING_H
#define CALLING_H

#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fixture.h"
#include "transfer.h"

/* Return: a socket with which @at has been called, or -1 with errno set. */
static inline int call_one(const struct addrinfo *at)
{
	int sock = socket(at->ai_family, at->ai_socktype, at->ai_protocol);

	if (sock == -1 || connect(sock, at->ai_addr, at->ai_addrlen) == 0)
		return sock;
	int error = errno;
	must(close(sock), "close");
	errno = error;
	return -1;
}

/** called() - a socket that is connected to the first address of the server that answers */
static inline int called(int argc, char *argv[], int type)
{
	struct addrinfo *all, hints = { .ai_socktype = type };
	int sock = -1;

	if (argc != 3)
		usage("HOST PORT");
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		cannot("ignore SIGPIPE");
	int error = getaddrinfo(argv[1], argv[2], &hints, &all);
	if (error != 0)
		die("%s: %s", argv[1], gai_strerror(error));
	for (const struct addrinfo *at = all; at != NULL && sock == -1; at = at->ai_next)
		sock = call_one(at);
	freeaddrinfo(all);
	return must(sock, "connect");
}

/** is_end() - is this the line that ends a client? */
static inline bool is_end(const char *line)
{
	return strcmp(line, "Q\n") == 0 || strcmp(line, "q\n") == 0;
}

#endif
