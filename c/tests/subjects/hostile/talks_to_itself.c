/* talks_to_itself: by sockets of its own in the current folder, in /tmp, and by an abstract name. */
#include <stddef.h>
#include <sys/un.h>

#include "hostile.h"

static void talk_by(const char *path)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	socklen_t len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
	int listener = must(socket(AF_UNIX, SOCK_STREAM, 0), "create a socket");
	int sock = must(socket(AF_UNIX, SOCK_STREAM, 0), "create a socket");

	memcpy(name.sun_path, path, strlen(path));
	if (path[0] == '@')
		name.sun_path[0] = '\0';
	must(bind(listener, (struct sockaddr *)&name, len), "bind");
	must(listen(listener, 1), "listen");
	tell(path, connect(sock, (struct sockaddr *)&name, len));
	must(close(sock) | close(listener), "close");
}

static void talk(int peer, char *words[])
{
	(void)words;
	if (peer != -1)
		return;
	talk_by(WAS_HERE);
	talk_by("/tmp/" WAS_HERE);
	talk_by("@" WAS_HERE);
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, talk);
}
