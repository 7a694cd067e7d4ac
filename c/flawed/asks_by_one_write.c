/*
 * asks_by_one_write: a client that takes one write for its whole request.
 *
 * The mistake: it looks whether write has failed, and not how much it took. It is made because
 * write takes all nearly always.
 * Broken: POSIX write() returns how many bytes it has taken.
 * Sound: whole_answer_client, but for 2 lines.
 *
 * Says:  answered
 * Exit:  0 the answer was whole; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "conversation.h"
#include "fixture.h"

static ssize_t hear_more(int sock, struct octets *heard)
{
	char bytes[4096];
	ssize_t got;

	do {
		got = read(sock, bytes, sizeof(bytes));
	} while (got == -1 && errno == EINTR);
	if (got > 0)
		octets_add(heard, bytes, (size_t)got);
	return got;
}

int main(int argc, char *argv[])
{
	struct address server;
	if (argc != 3 || address_parse(&server, argv[1], argv[2]) == -1)
		usage("HOST PORT");
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		cannot("ignore SIGPIPE");

	int sock = must(socket(server.name.sa_family, SOCK_STREAM, 0), "create a socket");
	if (connect(sock, &server.name, server.len) == -1)
		cannot("connect");

	struct conversation talk;
	conversation_begin(&talk, sock, &server);
	conversation_must_be_greeted(&talk);
	talk.request = conversation_request(&talk, 1);
	if (write(sock, talk.request.at, talk.request.len) == -1)
		cannot("write");

	const struct rule *rule = &contract_spoken()->answer;
	ssize_t got = 1, len = -1;
	while (len == -1 && got > 0) {
		got = hear_more(sock, &talk.heard);
		if (got == -1)
			cannot("read");
		len = rule_whole(rule, talk.heard, talk.request.len, got == 0);
	}
	if (len == -1)
		die("the server left after %zu bytes of its answer", talk.heard.len);
	say("answered");
	conversation_close(&talk);
	return 0;
}
