/*
 * reads_its_request_once: a calculator that takes one read for one request.
 *
 * The mistake: one read, and what it brought is a request. It is made because a
 * request is small and sent by one write, and on one machine it nearly always
 * arrives so. Where it is cut, its first piece is calculated with what was in the
 * buffer before, and its second piece is the next request.
 * Broken: notes, chapter 5 (a stream has no borders); POSIX read().
 * Sound: calculator_server, made another way.
 *
 * Says:  nothing
 * Exit:  never of itself; 2 wrong usage; 99 a step failed
 */
#include <arpa/inet.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fixture.h"
#include "listening.h"
#include "transfer.h"

/* So much is a request with 255 operands: see calculator_server. */
enum { REQUEST_MAX = 1 + 255 * 4 + 1 };

static uint32_t calculate(const unsigned char *request)
{
	size_t count = request[0];
	char operator = (char)request[1 + 4 * count];
	uint32_t result = 0;

	for (size_t i = 0; i < count; i++) {
		uint32_t next;
		memcpy(&next, request + 1 + 4 * i, sizeof(next));
		next = ntohl(next);
		if (i == 0)
			result = next;
		else if (operator == '+')
			result += next;
		else if (operator == '-')
			result -= next;
		else
			result *= next;
	}
	return result;
}

int main(int argc, char *argv[])
{
	if (argc != 2)
		usage("PORT");

	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		cannot("ignore SIGPIPE");

	int listener = listening(argv[1], 5);

	for (;;) {
		int conn = must(accept(listener, NULL, NULL), "accept");

		unsigned char request[REQUEST_MAX] = { 0 };
		while (read(conn, request, sizeof(request)) > 0) {
			uint32_t result = htonl(calculate(request));
			if (write_all(conn, &result, sizeof(result)) == -1)
				break;
		}
		must(close(conn), "close the connection");
	}
}
