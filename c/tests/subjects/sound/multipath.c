/*
 * multipath: listens by Multipath TCP, where the kernel has it, as Go does since 1.24. A caller
 * who knows nothing of it is served by plain TCP (RFC 8684 3.7).
 */
#include "sound.h"

int main(int argc, char *argv[])
{
	struct address own;

	if (argc != 2 || address_any(&own, argv[1]) == -1)
		usage("PORT");
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		cannot("ignore SIGPIPE");
	int listener = socket(own.name.sa_family, SOCK_STREAM, IPPROTO_MPTCP);
	if (listener == -1)
		listener = must(socket(own.name.sa_family, SOCK_STREAM, 0), "create a socket");
	must(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int)),
	     "set SO_REUSEADDR");
	must(bind(listener, &own.name, own.len), "bind");
	must(listen(listener, 128), "listen");
	serve_by_threads(listener);
}
