#include "wire/nxdomain.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PORT = 53, HEAD = 12 };

/* Of the header's second word (RFC 1035, 4.1.1), by its two bytes. */
enum { RESPONSE = 0x80, OPCODE = 0x78, RECURSION_DESIRED = 0x01, RECURSION_AVAILABLE = 0x80 };

enum { FORMAT_ERROR = 1, NAME_ERROR = 3, NOT_IMPLEMENTED = 4 };

/* Labels of at most 63 bytes, an empty one at the end, then type and class; 0 if it is cut off. */
static size_t question_length(const uint8_t *question, size_t len)
{
	const size_t longest = 255, rest = 4;
	size_t at = 0;

	while (at < len && question[at]) {
		if (question[at] > 63)
			return 0;	/* a pointer has nothing before it to point to */
		at += question[at] + 1u;
	}
	at++;
	return at <= longest && at + rest <= len ? at + rest : 0;
}

size_t nxdomain_answer(uint8_t answer[NXDOMAIN_ROOM], const uint8_t *message, size_t len)
{
	size_t question = 0;
	uint8_t code = NOT_IMPLEMENTED;

	if (len < HEAD || message[2] & RESPONSE)
		return 0;
	if (!(message[2] & OPCODE)) {
		bool one = message[4] == 0 && message[5] == 1;

		question = one ? question_length(message + HEAD, len - HEAD) : 0;
		code = question ? NAME_ERROR : FORMAT_ERROR;
	}
	memset(answer, 0, HEAD);
	memcpy(answer, message, 2);
	answer[2] = (uint8_t)(RESPONSE | (message[2] & (OPCODE | RECURSION_DESIRED)));
	answer[3] = (uint8_t)(RECURSION_AVAILABLE | code);
	answer[5] = question > 0;
	memcpy(answer + HEAD, message + HEAD, question);
	return HEAD + question;
}

int nxdomain_open(void)
{
	const struct sockaddr_in here = { .sin_family = AF_INET, .sin_port = htons(PORT),
					  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int error;

	if (fd >= 0 && bind(fd, (const struct sockaddr *)&here, sizeof(here)) == 0)
		return fd;
	error = errno;
	if (fd >= 0)
		(void)close(fd);
	return -error;
}

void nxdomain_serve(int fd)
{
	uint8_t message[NXDOMAIN_ROOM], answer[NXDOMAIN_ROOM];
	struct sockaddr_in asker;
	socklen_t size = sizeof(asker);
	ssize_t len;

	while ((len = recvfrom(fd, message, sizeof(message), 0, (struct sockaddr *)&asker,
			       &size)) >= 0 ||
	       errno == ECONNREFUSED || errno == EINTR) {
		size_t done = len > 0 ? nxdomain_answer(answer, message, (size_t)len) : 0;

		/* Whoever has gone meanwhile needs no answer. */
		if (done)
			(void)!sendto(fd, answer, done, 0, (struct sockaddr *)&asker, size);
		size = sizeof(asker);
	}
}
