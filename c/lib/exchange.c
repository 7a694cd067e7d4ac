#include "exchange.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "conversation.h"
#include "fixture.h"

void exchange_call(struct exchange *exchange, const struct address *server)
{
	int sock = must(socket(server->name.sa_family, SOCK_DGRAM, 0), "create a socket");

	must(connect(sock, &server->name, server->len), "connect");
	*exchange = (struct exchange){ .server = *server, .sock = sock };
}

void exchange_ask(struct exchange *exchange, size_t number)
{
	const struct conversation called = { .server = exchange->server };

	exchange->request = conversation_request(&called, number);
	if (send(exchange->sock, exchange->request.at, exchange->request.len, 0) == -1)
		cannot("send");
}

/* Return: is there anybody at the port to which was sent? */
static bool is_heard(int sock)
{
	int error = 0;
	socklen_t len = sizeof(error);

	must(getsockopt(sock, SOL_SOCKET, SO_ERROR, &error, &len), "ask for an error");
	return error == 0;
}

ssize_t exchange_must_hear(struct exchange *exchange, size_t number)
{
	const struct contract *contract = contract_spoken();
	bool is_answered = contract->answer.kind != WHOLE_NOTHING;
	bool is_there = is_answered ? octets_read(exchange->sock, &exchange->answer) != -1 :
				      is_heard(exchange->sock);

	if (!is_there && is_answered && errno != ECONNREFUSED)
		cannot("read");
	if (!is_there)
		die("nobody is at the server's port when caller %zu asks", number);
	return is_answered ?
		       contract_difference(contract, exchange->answer, exchange->request) : -1;
}

void exchange_close(struct exchange *exchange)
{
	must(close(exchange->sock), "close");
	octets_free(&exchange->request);
	octets_free(&exchange->answer);
}
