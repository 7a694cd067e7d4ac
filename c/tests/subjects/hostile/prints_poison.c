/*
 * prints_poison WAY: has bytes that a terminal or a CI system takes for commands wherever its words
 * get into a report; then it ends, so that there is one.
 */
#include <stddef.h>
#include <sys/un.h>

#include "hostile.h"

/* In a name of a file a `/` would be another thing. */
#define POISON "\n::error::poison\n##[error]poison\n\033[31mred\033]0;poison\007\r\b\177\302\233\xff]]>"

/* It goes on as a program that ends at once, by a poisonous name or with poisonous words. */
static void become(const char *path, const char *word)
{
	(void)execl(path, word, word, NULL);
	cannot("become false");
}

static void become_by_a_link(const char *path)
{
	if (symlink("/bin/false", path) == -1 && errno != EEXIST)
		cannot("make a link");
	become(path, path);
}

static void call_poison(void)
{
	struct sockaddr_un name = { AF_UNIX, "/tmp/p" POISON };
	int sock = must(socket(AF_UNIX, SOCK_STREAM, 0), "create a socket");

	(void)connect(sock, (struct sockaddr *)&name, sizeof(name));
	must(close(sock), "close");
}

/* A question as a resolver would send it, for a name that none would: RFC 1035 4.1. */
static void look_poison_up(void)
{
	static const char header[12] = "\1\2\1\0\0\1", tail[] = { 0, 0, 1, 0, 1 };
	char question[128], *at = question;
	int sock = must(socket(AF_INET, SOCK_DGRAM, 0), "create a socket");
	struct address server;

	at = mempcpy(at, header, sizeof(header));
	*at++ = sizeof(POISON) - 1;
	at = mempcpy(at, POISON, sizeof(POISON) - 1);
	at = mempcpy(at, tail, sizeof(tail));
	must(address_parse(&server, "127.0.0.1", "53"), "make an address");
	if (sendto(sock, question, (size_t)(at - question), 0, &server.name, server.len) == -1)
		cannot("send");
	must(close(sock), "close");
}

static void poison(char *words[])
{
	if (is_way(words, "words"))
		become("/bin/false", POISON);
	else if (is_way(words, "path"))
		become_by_a_link("/tmp/p" POISON);
	else if (is_way(words, "title"))
		must(prctl(PR_SET_NAME, POISON), "have a name");
	else if (is_way(words, "socket"))
		call_poison();
	else if (is_way(words, "name"))
		look_poison_up();
	else if (write_all(is_way(words, "stderr") ? 2 : 1, POISON "\n", sizeof(POISON)) == -1)
		cannot("print");
}

static void poison_and_end(int peer, char *words[])
{
	if (begins_a_preflight(peer))
		return;
	poison(words);
	exit(1);
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, poison_and_end);
}
