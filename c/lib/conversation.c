#include "conversation.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <unistd.h>

#include "fixture.h"

static void forget_heard(struct conversation *talk)
{
	octets_free(&talk->heard);
	talk->taken = 0;
}

/* What has come and has not been told. */
static struct octets untold(const struct conversation *talk)
{
	return (struct octets){ talk->heard.at + talk->taken, talk->heard.len - talk->taken };
}

/* Return: what read(2) does, and @heard has grown by that. */
static ssize_t hear_more(struct conversation *talk)
{
	octets_drop(&talk->heard, talk->taken);
	talk->taken = 0;
	return octets_read(talk->sock, &talk->heard);
}

/* Return: the length of the message; -1 if the other side has left before it was whole. */
static ssize_t hear_message(struct conversation *talk, const struct rule *rule)
{
	ssize_t got = 1, len = rule_whole(rule, untold(talk), talk->request.len, false);

	while (len == -1 && got > 0) {
		got = hear_more(talk);
		if (got == -1 && errno != ECONNRESET)
			cannot("read");
		errno = got == 0 ? 0 : errno;
		len = rule_whole(rule, untold(talk), talk->request.len, got == 0);
	}
	return len;
}

void conversation_begin(struct conversation *talk, int sock, const struct address *server)
{
	*talk = (struct conversation){ .server = *server, .sock = sock };
}

void conversation_call(struct conversation *talk, const struct address *server)
{
	int sock = must(socket(server->name.sa_family, SOCK_STREAM, 0), "create a socket");

	must(connect(sock, &server->name, server->len), "connect");
	conversation_begin(talk, sock, server);
}

/* Long for a connection to this machine, and well before the second SYN (RFC 6298, 2.1). */
enum { PATIENCE_MS = 200 };

bool conversation_call_at_once(struct conversation *talk, const struct address *server)
{
	int sock = must(socket(server->name.sa_family, SOCK_STREAM | SOCK_NONBLOCK, 0),
			"create a socket");
	struct pollfd called = { .fd = sock, .events = POLLOUT };

	if (connect(sock, &server->name, server->len) == -1 && errno != EINPROGRESS)
		cannot("connect");
	if (must(poll(&called, 1, PATIENCE_MS), "poll") == 0) {
		must(close(sock), "close");
		return false;
	}
	must(fcntl(sock, F_SETFL, 0), "have the socket wait");
	conversation_begin(talk, sock, server);
	return true;
}

struct octets conversation_message(const struct conversation *talk, struct octets message,
				   size_t number)
{
	char host[ADDRESS_TEXT], port[8];

	if (getnameinfo(&talk->server.name, talk->server.len, host, sizeof(host), port,
			sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV))
		die("the server's address has no text");
	return contract_fill(message, number, host, port);
}

struct octets conversation_request(const struct conversation *talk, size_t number)
{
	return conversation_message(talk, contract_spoken()->request, number);
}

bool conversation_greeted(struct conversation *talk)
{
	if (talk->is_greeted)
		return true;
	talk->is_greeted = hear_message(talk, &contract_spoken()->greeting) != -1;
	forget_heard(talk);
	return talk->is_greeted;
}

void conversation_must_be_greeted(struct conversation *talk)
{
	if (!conversation_greeted(talk))
		die("the server left before it had greeted");
}

void conversation_send(struct conversation *talk, struct octets bytes)
{
	for (size_t sent = 0; sent < bytes.len;) {
		ssize_t n = send(talk->sock, bytes.at + sent, bytes.len - sent, MSG_NOSIGNAL);
		if (n == -1 && (errno == EPIPE || errno == ECONNRESET))
			return;
		if (n == -1 && errno != EINTR)
			cannot("send");
		sent += n == -1 ? 0 : (size_t)n;
	}
}

void conversation_say(struct conversation *talk, struct octets request)
{
	forget_heard(talk);
	octets_free(&talk->request);
	talk->request = request;
	conversation_send(talk, request);
}

bool conversation_ask(struct conversation *talk, size_t number)
{
	if (!conversation_greeted(talk))
		return false;
	conversation_say(talk, conversation_request(talk, number));
	conversation_end_request(talk);
	return true;
}

void conversation_must_ask(struct conversation *talk, size_t number)
{
	conversation_must_be_greeted(talk);
	(void)conversation_ask(talk, number);
}

void conversation_end_request(const struct conversation *talk)
{
	/* ENOTCONN: the server has reset it already, which is seen when it is heard. */
	if (contract_spoken()->request_ends && shutdown(talk->sock, SHUT_WR) == -1 &&
	    errno != ENOTCONN)
		cannot("end the request");
}

static ssize_t difference(const struct conversation *talk, size_t len)
{
	const struct octets answer = { untold(talk).at, len };

	return contract_difference(contract_spoken(), answer, talk->request);
}

static ssize_t otherwise(const struct conversation *talk, size_t len)
{
	ssize_t place = difference(talk, len);

	return place == -1 && untold(talk).len > len ? (ssize_t)len : place;
}

enum heard conversation_hear(struct conversation *talk)
{
	ssize_t len = hear_message(talk, &contract_spoken()->answer);

	if (len == -1)
		return HEARD_END;
	return otherwise(talk, (size_t)len) == -1 ? HEARD_ANSWER : HEARD_OTHERWISE;
}

/* Return: the length of the answer; a server that leaves before is the end of the program. */
static size_t must_hear_answer(struct conversation *talk, size_t number)
{
	ssize_t len = hear_message(talk, &contract_spoken()->answer);

	if (len == -1)
		die("the server left caller %zu after %zu bytes", number, untold(talk).len);
	return (size_t)len;
}

ssize_t conversation_must_hear(struct conversation *talk, size_t number)
{
	return otherwise(talk, must_hear_answer(talk, number));
}

ssize_t conversation_must_hear_next(struct conversation *talk, size_t number)
{
	size_t len = must_hear_answer(talk, number);
	ssize_t place = difference(talk, len);

	talk->taken += len;
	return place;
}

void conversation_hear_end(struct conversation *talk)
{
	ssize_t got;

	do {
		forget_heard(talk);
		got = hear_more(talk);
	} while (got > 0);
	if (got == -1 && errno != ECONNRESET)
		cannot("read");
}

void conversation_ask_early(struct conversation *talk, size_t number)
{
	if (contract_spoken()->greeting.kind == WHOLE_UNSAID)
		(void)conversation_ask(talk, number);
}

void conversation_is_answered(struct conversation *talk, size_t number)
{
	if (talk->request.at == NULL && !conversation_ask(talk, number))
		die("the server left caller %zu before it had greeted", number);
	ssize_t place = conversation_must_hear(talk, number);
	if (place != -1)
		die("byte %zd of the answer to caller %zu is otherwise", place, number);
	octets_free(&talk->request);
}

void conversation_close(struct conversation *talk)
{
	must(close(talk->sock), "close");
	octets_free(&talk->request);
	forget_heard(talk);
}
