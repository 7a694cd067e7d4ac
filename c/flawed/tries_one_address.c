/*
 * tries_one_address: find the server by its name, and call the first address there is.
 *
 * The mistake: of all that getaddrinfo() gives only the first is tried. It is made
 * because most names have one address, and so the list looks like a formality. A
 * name that stands for IPv4 and IPv6 has two, and the server may listen at one.
 * Broken: notes, chapter 8; RFC 1123, 2.3: try the addresses "until one works".
 * Sound: named_echo_client, but for 19 lines.
 *
 * Says:  each answer
 * Exit:  0 done; 2 wrong usage; 99 a step failed, or the server left
 */
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fixture.h"
#include "transfer.h"

static struct addrinfo *look_up(const char *name, const char *port)
{
	const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
	struct addrinfo *found = NULL;

	int error = getaddrinfo(name, port, &hints, &found);
	if (error != 0)
		die("cannot find %s: %s", name, gai_strerror(error));
	return found;
}

static int connect_to(const struct addrinfo *found)
{
	int sock = must(socket(found->ai_family, found->ai_socktype, 0), "create a socket");

	must(connect(sock, found->ai_addr, found->ai_addrlen), "connect");
	return sock;
}

static void ask(int sock, char *message, size_t len)
{
	must(write_all(sock, message, len), "write");
	for (size_t back = 0; back < len;) {
		ssize_t got = read(sock, message + back, len - back);
		if (got == -1)
			cannot("read");
		if (got == 0)
			die("the server left after %zu of %zu bytes", back, len);
		back += (size_t)got;
	}
	say("%.*s", (int)strcspn(message, "\n"), message);
}

int main(int argc, char *argv[])
{
	if (argc != 3)
		usage("NAME PORT");
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		cannot("ignore SIGPIPE");

	struct addrinfo *found = look_up(argv[1], argv[2]);
	int sock = connect_to(found);
	freeaddrinfo(found);

	char *message = NULL;
	size_t room = 0;
	ssize_t line;
	while ((line = getline(&message, &room, stdin)) > 0) {
		if (strcmp(message, "Q\n") == 0 || strcmp(message, "q\n") == 0)
			break;
		ask(sock, message, (size_t)line);
	}
	if (line == -1 && ferror(stdin))
		cannot("read standard input");

	must(close(sock), "close");
	free(message);
	return 0;
}
