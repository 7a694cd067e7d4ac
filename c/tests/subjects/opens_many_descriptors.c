/* opens_many_descriptors: as many as it is told, and keeps them. */
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fixture.h"

int main(int argc, char *argv[])
{
	size_t many = argument(argc, argv, 1, 2000);
	struct rlimit most;

	must(getrlimit(RLIMIT_NOFILE, &most), "ask for the limit");
	most.rlim_cur = most.rlim_max;
	must(setrlimit(RLIMIT_NOFILE, &most), "raise the limit");
	for (size_t i = 0; i < many; i++)
		must(socket(AF_INET, SOCK_STREAM, 0), "create a socket");
	say("all open");
	for (;;)
		(void)pause();
}
