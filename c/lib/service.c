#include "service.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"
#include "transfer.h"

void service_begin(struct service *service, int sock)
{
	*service = (struct service){ .sock = sock };
}

static bool greets(struct service *service, struct reply *reply)
{
	struct octets welcome = contract_spoken()->welcome;

	service->is_greeted = true;
	if (welcome.len == 0)
		return false;
	*reply = (struct reply){ .text = { NULL, 0 } };
	octets_add(&reply->text, welcome.at, welcome.len);
	return true;
}

/* Return: how many bytes of what has come are a request; 0 when the caller has left. */
static size_t hear_request(struct service *service, struct reply *reply)
{
	ssize_t got = 1;
	size_t len = 0;

	while (len == 0 && got > 0) {
		len = contract_answer(contract_spoken(), service->heard, false, reply);
		if (len == 0)
			got = octets_read(service->sock, &service->heard);
	}
	return len ? len : contract_answer(contract_spoken(), service->heard, true, reply);
}

bool service_next(struct service *service, struct reply *reply)
{
	if (!service->is_greeted && greets(service, reply))
		return true;
	if (service->is_over)
		return false;
	size_t len = hear_request(service, reply);
	if (len == 0)
		return false;
	octets_drop(&service->heard, len);
	service->is_over = reply->is_last;
	return true;
}

void service_hear_out(struct service *service)
{
	while (octets_read(service->sock, &service->heard) > 0)
		octets_drop(&service->heard, service->heard.len);
}

static int send_in_pieces(int conn, struct octets text, size_t piece)
{
	for (size_t at = 0; at < text.len; at += piece) {
		size_t rest = text.len - at;

		if (write_all(conn, text.at + at, rest < piece ? rest : piece) == -1)
			return -1;
	}
	return 0;
}

void service_answer(int conn, size_t piece)
{
	struct service service;
	struct reply reply;
	int failed = 0;

	service_begin(&service, conn);
	while (!failed && service_next(&service, &reply)) {
		failed = send_in_pieces(conn, reply.text, piece);
		if (failed)
			say("broken off: %s", strerror(errno));
		else if (reply.is_result)
			say("answered");
		octets_free(&reply.text);
	}
	service_end(&service);
}

void service_end(struct service *service)
{
	must(close(service->sock), "close a connection");
	octets_free(&service->heard);
}
