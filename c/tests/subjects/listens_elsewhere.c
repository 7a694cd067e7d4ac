/* listens_elsewhere: on a port of its own choice, whatever it was told. */
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

int main(void)
{
	struct address own;

	must(address_parse(&own, "0.0.0.0", "4711"), "make an address");
	int sock = must(socket(AF_INET, SOCK_STREAM, 0), "create a socket");
	must(bind(sock, &own.name, own.len), "bind");
	must(listen(sock, 5), "listen");
	must(accept(sock, NULL, NULL), "accept");
	return 0;
}
