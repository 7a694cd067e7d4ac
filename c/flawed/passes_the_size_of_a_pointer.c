/*
 * passes_the_size_of_a_pointer: tell bind() that an address has 8 bytes.
 *
 * The mistake: sizeof of the pointer to the address in place of the address. It is
 * made when the code moves into a function that takes the address by a pointer.
 * Broken: notes, chapter 3 (sockaddr_in has 16 bytes); POSIX bind(): EINVAL.
 * Sound: padded_address, made another way.
 *
 * Says:  sockaddr BYTES, sockaddr_in BYTES; then bound, or the reason
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fixture.h"

static int bind_to(int sock, const struct sockaddr_in *own)
{
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): the mistake */
	return bind(sock, (const struct sockaddr *)own, sizeof(own));
}

int main(int argc, char *argv[])
{
	(void)argv;
	if (argc != 1)
		usage("");
	say("sockaddr %zu", sizeof(struct sockaddr));
	say("sockaddr_in %zu", sizeof(struct sockaddr_in));

	struct sockaddr_in own = { .sin_family = AF_INET };
	own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int sock = must(socket(AF_INET, SOCK_STREAM, 0), "create a socket");
	say("%s", bind_to(sock, &own) == -1 ? strerror(errno) : "bound");

	must(close(sock), "close");
	return 0;
}
