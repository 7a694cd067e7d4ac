/*
 * reuseport_workers: four workers, each with a listener of its own at the one port
 * (socket(7), SO_REUSEPORT). The kernel ends them when their parent ends.
 */
#include <sys/wait.h>

#include "sound.h"

enum { WORKERS = 4 };

_Noreturn static void work(const struct address *own)
{
	int listener = must(socket(own->name.sa_family, SOCK_STREAM, 0), "create a socket");

	must(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int)),
	     "set SO_REUSEADDR");
	must(setsockopt(listener, SOL_SOCKET, SO_REUSEPORT, &(int){ 1 }, sizeof(int)),
	     "set SO_REUSEPORT");
	must(bind(listener, &own->name, own->len), "bind");
	must(listen(listener, 128), "listen");
	serve_by_threads(listener);
}

int main(int argc, char *argv[])
{
	struct address own;
	pid_t parent = getpid();

	if (argc != 2 || address_any(&own, argv[1]) == -1)
		usage("PORT");
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		cannot("ignore SIGPIPE");
	for (int i = 0; i < WORKERS; i++)
		if (must(fork(), "fork") == 0) {
			end_with(parent);
			work(&own);
		}
	while (wait(NULL) != -1 || errno == EINTR)
		;
	return 1; /* no worker is left */
}
