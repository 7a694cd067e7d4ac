/* answers_garbage: every byte value, zero and newline among them, to whoever connects. */
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"
#include "transfer.h"

int main(int argc, char *argv[])
{
	struct address own;
	unsigned char every[256];

	if (argc != 2 || address_parse(&own, "0.0.0.0", argv[1]) == -1)
		usage("PORT");
	for (unsigned i = 0; i < sizeof(every); i++)
		every[i] = (unsigned char)(255 - i);
	must(write_all(STDOUT_FILENO, every, sizeof(every)), "write");
	int listener = must(socket(AF_INET, SOCK_STREAM, 0), "create a socket");
	must(bind(listener, &own.name, own.len), "bind");
	must(listen(listener, 5), "listen");
	for (;;) {
		int peer = must(accept(listener, NULL, NULL), "accept");

		must(write_all(peer, every, sizeof(every)), "write");
		must(close(peer), "close");
	}
}
