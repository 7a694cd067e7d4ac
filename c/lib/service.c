#include "service.h"

#include <unistd.h>

#include "fixture.h"

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

void service_end(struct service *service)
{
	must(close(service->sock), "close a connection");
	octets_free(&service->heard);
}
