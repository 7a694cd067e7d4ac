/*
 * forgets_the_rest_of_its_buffer: a calculator that begins each request with an empty buffer.
 *
 * The mistake: it reads on until a request is whole, rightly, answers it, and
 * empties the buffer - with what was behind the request. It is made because a
 * client that waits for its answer never has anything there; one that does not
 * wait is never answered.
 * Broken: notes, chapter 5 (a stream has no borders): what was read is read.
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

static size_t request_size(const unsigned char *request)
{
	return 1 + 4 * (size_t)request[0] + 1;
}

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

static void serve(int conn)
{
	unsigned char request[REQUEST_MAX];
	size_t len = 0;
	ssize_t got;

	while ((got = read(conn, request + len, sizeof(request) - len)) > 0) {
		len += (size_t)got;
		if (len < request_size(request))
			continue;
		uint32_t result = htonl(calculate(request));
		must(write_all(conn, &result, sizeof(result)), "write");
		len = 0;
	}
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
		serve(conn);
		must(close(conn), "close the connection");
	}
}
