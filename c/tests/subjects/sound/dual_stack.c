/* dual_stack: one socket of IPv6 for the callers of both families (ipv6(7), IPV6_V6ONLY). */
#include "sound.h"

int main(int argc, char *argv[])
{
	struct address own;

	if (argc != 2 || address_parse(&own, "::", argv[1]) == -1)
		usage("PORT");
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		cannot("ignore SIGPIPE");
	int listener = must(socket(AF_INET6, SOCK_STREAM, 0), "create a socket");
	must(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int)),
	     "set SO_REUSEADDR");
	must(setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &(int){ 0 }, sizeof(int)),
	     "unset IPV6_V6ONLY");
	must(bind(listener, &own.name, own.len), "bind");
	must(listen(listener, 128), "listen");
	serve_by_threads(listener);
}
