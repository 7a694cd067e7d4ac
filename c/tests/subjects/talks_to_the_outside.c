/* talks_to_the_outside: to the network, to an abstract socket, to a socket in a folder. */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

static void call(const char *what, int family, const void *name, socklen_t len)
{
	int sock = must(socket(family, SOCK_STREAM, 0), "create a socket");

	say("%s %s", what, connect(sock, name, len) == -1 ? strerrorname_np(errno) : "connected");
	must(close(sock), "close");
}

/* NAME, or @NAME for an abstract one: unix(7). */
static void call_local(const char *path)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	size_t len = strlen(path);

	if (len >= sizeof(name.sun_path))
		usage("PATH...");
	memcpy(name.sun_path, path, len);
	if (path[0] == '@')
		name.sun_path[0] = '\0';
	call(path, AF_UNIX, &name, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len));
}

int main(int argc, char *argv[])
{
	struct address outside;

	must(address_parse(&outside, "192.0.2.1", "80"), "make an address");
	call("192.0.2.1", AF_INET, &outside.name, outside.len);
	for (int i = 1; i < argc; i++)
		call_local(argv[i]);
	return 0;
}
