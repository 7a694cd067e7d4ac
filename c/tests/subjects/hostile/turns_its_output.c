/* turns_its_output closed|pipe|socket|file: stdout and stderr are gone, or lead elsewhere. */
#include <fcntl.h>

#include "hostile.h"

static int elsewhere(char *words[])
{
	int fds[2];

	if (is_way(words, "file"))
		return open("/tmp/" WAS_HERE, O_WRONLY | O_CREAT, 0600);
	if (is_way(words, "socket"))
		return socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == -1 ? -1 : fds[1];
	return pipe(fds) == -1 ? -1 : fds[1];
}

static void turn(int peer, char *words[])
{
	if (peer != -1)
		return;
	say("here");
	if (is_way(words, "closed")) {
		must(close(1) | close(2), "close");
		return;
	}
	int fd = must(elsewhere(words), "open");
	must(dup2(fd, 1) | dup2(fd, 2), "duplicate");
	say("elsewhere");
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, turn);
}
