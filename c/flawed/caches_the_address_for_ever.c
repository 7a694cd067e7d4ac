/*
 * caches_the_address_for_ever: when the server is not there any more, call there again.
 *
 * The mistake: the name is looked up once, when the program starts, and what was
 * found is kept for as long as it runs. It is made because looking up takes time, and
 * a program seems to be no different in its second hour.
 * Broken: notes, chapter 8: an address changes more easily than a name.
 * Sound: returning_client, but for 14 lines.
 *
 * Says:  connected to ADDRESS, of each connection; each answer
 * Exit:  0 both came back; 2 wrong usage; 99 a step failed, or nobody was found
 */
#include <netdb.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"
#include "transfer.h"

static struct address look_up(const char *name, const char *port)
{
	const struct addrinfo hints = { .ai_family = AF_INET, .ai_socktype = SOCK_STREAM };
	struct addrinfo *found;

	int error = getaddrinfo(name, port, &hints, &found);
	if (error != 0)
		die("cannot find %s: %s", name, gai_strerror(error));
	struct address peer = address_of(found->ai_addr, found->ai_addrlen);
	freeaddrinfo(found);
	return peer;
}

static int connect_to(const struct address *peer)
{
	char text[ADDRESS_TEXT];

	int sock = must(socket(peer->name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(connect(sock, &peer->name, peer->len), "connect");
	say("connected to %s", address_text(text, peer));
	return sock;
}

/* Has the line come back? */
static bool ask(int sock, const char *line)
{
	char answer[64];
	size_t len = strlen(line);

	if (write_all(sock, line, len) == -1)
		return false;
	for (size_t back = 0; back < len;) {
		ssize_t got = read(sock, answer + back, len - back);
		if (got <= 0)
			return false;
		back += (size_t)got;
	}
	say("%.*s", (int)strcspn(answer, "\n"), answer);
	return true;
}

int main(int argc, char *argv[])
{
	static const char *const lines[] = { "first\n", "second\n" };
	if (argc != 3)
		usage("NAME PORT");
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		cannot("ignore SIGPIPE");

	const struct address server = look_up(argv[1], argv[2]);
	int sock = connect_to(&server);
	for (int i = 0; i < 2; i++) {
		if (ask(sock, lines[i]))
			continue;
		must(close(sock), "close what has ended");
		sock = connect_to(&server);
		if (!ask(sock, lines[i]))
			die("the server left again");
	}
	must(close(sock), "close");
	return 0;
}
