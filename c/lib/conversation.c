#include "conversation.h"

#include <errno.h>
#include <netdb.h>
#include <unistd.h>

#include "fixture.h"

/* Return: the length of the message; -1 if the other side has left before it was whole. */
static ssize_t hear_message(struct conversation *talk, const struct rule *rule)
{
	ssize_t got = 1, len = rule_whole(rule, talk->heard, talk->request.len, false);

	while (len == -1 && got > 0) {
		got = octets_read(talk->sock, &talk->heard);
		if (got == -1 && errno != ECONNRESET)
			cannot("read");
		errno = got == 0 ? 0 : errno;
		len = rule_whole(rule, talk->heard, talk->request.len, got == 0);
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
	octets_free(&talk->heard);
	return talk->is_greeted;
}

void conversation_say(struct conversation *talk, struct octets request)
{
	octets_free(&talk->heard);
	octets_free(&talk->request);
	talk->request = request;
	for (size_t sent = 0; sent < request.len;) {
		ssize_t n = send(talk->sock, request.at + sent, request.len - sent, MSG_NOSIGNAL);
		if (n == -1 && (errno == EPIPE || errno == ECONNRESET))
			return;
		if (n == -1 && errno != EINTR)
			cannot("send");
		sent += n == -1 ? 0 : (size_t)n;
	}
}

bool conversation_ask(struct conversation *talk, size_t number)
{
	if (!conversation_greeted(talk))
		return false;
	conversation_say(talk, conversation_request(talk, number));
	conversation_end_request(talk);
	return true;
}

void conversation_end_request(const struct conversation *talk)
{
	/* ENOTCONN: the server has reset it already, which is seen when it is heard. */
	if (contract_spoken()->request_ends && shutdown(talk->sock, SHUT_WR) == -1 &&
	    errno != ENOTCONN)
		cannot("end the request");
}

static ssize_t otherwise(const struct conversation *talk, size_t len)
{
	const struct octets answer = { talk->heard.at, len };
	ssize_t place = contract_difference(contract_spoken(), answer, talk->request);

	return place == -1 && talk->heard.len > len ? (ssize_t)len : place;
}

enum heard conversation_hear(struct conversation *talk)
{
	ssize_t len = hear_message(talk, &contract_spoken()->answer);

	if (len == -1)
		return HEARD_END;
	return otherwise(talk, (size_t)len) == -1 ? HEARD_ANSWER : HEARD_OTHERWISE;
}

ssize_t conversation_must_hear(struct conversation *talk, size_t number)
{
	ssize_t len = hear_message(talk, &contract_spoken()->answer);

	if (len == -1)
		die("the server left caller %zu after %zu bytes", number, talk->heard.len);
	return otherwise(talk, (size_t)len);
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
	octets_free(&talk->heard);
}
