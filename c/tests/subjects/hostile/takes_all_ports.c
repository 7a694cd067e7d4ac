/* takes_all_ports: binds a socket to each port that a caller could be given, with as many processes. */
#include <linux/close_range.h>

#include "hostile.h"

enum { EACH = 900, KEPT = 3 };

static void take(in_port_t port)
{
	struct sockaddr_in own = { .sin_family = AF_INET, .sin_port = htons(port) };
	int sock = must(socket(AF_INET, SOCK_STREAM, 0), "create a socket");

	must(bind(sock, (struct sockaddr *)&own, sizeof(own)), "bind");
}

/* A child goes on to hold what this process has taken so far. */
static void leave_to_a_child(void)
{
	if (must(fork(), "fork") == 0)
		for (;;)
			(void)pause();
	must((int)syscall(SYS_close_range, KEPT, ~0u, 0), "close");
}

/* Which a caller may be given: ip(7). */
static void read_range(int *first, int *last)
{
	FILE *file = fopen("/proc/sys/net/ipv4/ip_local_port_range", "re");

	if (file == NULL || fscanf(file, "%d %d", first, last) != 2)
		cannot("read the range of ports");
	must(fclose(file), "close");
}

static void take_all(int peer, char *words[])
{
	int first, last;

	(void)words;
	if (peer != -1)
		return;
	read_range(&first, &last);
	for (int port = first; port <= last; port++) {
		take((in_port_t)port);
		if ((port - first) % EACH == EACH - 1)
			leave_to_a_child();
	}
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, take_all);
}
