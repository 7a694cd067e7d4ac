/*
 * calls_the_host KIND PATH: sends to a socket of the machine, by its path, or where it begins with
 * `@` by its abstract name (unix(7)); by another path to it, where KIND has `-link` or `-proc` behind;
 * with `-notified` by calls that the observer is not told of, with `-old` by a socket of the gate of
 * 32 bits. A KIND of `pipe` or `device` is a file that leads out of a file system, too: it is opened,
 * and written to.
 */
#include <fcntl.h>
#include <libgen.h>
#include <stddef.h>
#include <sys/un.h>

#include "notified.h"
#include "old_gate.h"

enum { SOCKET_OF_32_BITS = 359 };

static int type_of(const char *kind)
{
	if (strncmp(kind, "seqpacket", 9) == 0)
		return SOCK_SEQPACKET;
	return strncmp(kind, "datagram", 8) == 0 ? SOCK_DGRAM : SOCK_STREAM;
}

/* By a link in /tmp, or by the folder's descriptor in /proc: a path that looks like none of it. */
static void detour(char *path, size_t size, const char *kind)
{
	char folder[108];

	if (strstr(kind, "-link") != NULL) {
		(void)unlink("/tmp/" WAS_HERE);
		must(symlink(path, "/tmp/" WAS_HERE), "make a link");
		(void)snprintf(path, size, "/tmp/" WAS_HERE);
	} else if (strstr(kind, "-proc") != NULL) {
		(void)snprintf(folder, sizeof(folder), "%s", path);
		const char *name = strrchr(path, '/') + 1;
		int fd = open(dirname(folder), O_PATH);
		char by_number[108];
		(void)snprintf(by_number, sizeof(by_number), "/proc/self/fd/%d/%.64s", fd, name);
		(void)snprintf(path, size, "%s", by_number);
	}
}

static void call_it(const char *kind, const struct sockaddr_un *name, socklen_t len)
{
	int type = type_of(kind);
	int sock = strstr(kind, "-old") != NULL ?
			   (int)old_gate(SOCKET_OF_32_BITS, AF_UNIX, type, 0, 0) :
			   socket(AF_UNIX, type, 0);

	if (sock == -1) {
		tell("socket", -1);
		return;
	}
	if (strstr(kind, "-sendto") != NULL || strcmp(kind, "datagram") == 0)
		tell("sendto", sendto(sock, WAS_HERE, sizeof(WAS_HERE), MSG_NOSIGNAL,
				      (const struct sockaddr *)name, len));
	else
		tell("connect", connect(sock, (const struct sockaddr *)name, len));
	must(close(sock), "close");
}

static void write_out(const char *path)
{
	int fd = open(path, O_WRONLY | O_NONBLOCK);

	tell("open", fd);
	if (fd != -1)
		tell("write", write(fd, WAS_HERE, sizeof(WAS_HERE)));
}

static void call_the_host(int peer, char *words[])
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };

	if (peer != -1)
		return;
	if (words[0] == NULL || words[1] == NULL)
		usage("PORT KIND PATH");
	if (strstr(words[0], "-notified") != NULL)
		notify_of(SYS_socket, SYS_connect);
	(void)snprintf(name.sun_path, sizeof(name.sun_path), "%s", words[1]);
	if (name.sun_path[0] != '@')
		detour(name.sun_path, sizeof(name.sun_path), words[0]);
	if (is_way(words, "pipe") || is_way(words, "device")) {
		write_out(name.sun_path);
		return;
	}
	size_t len = strlen(name.sun_path);
	if (name.sun_path[0] == '@')
		name.sun_path[0] = '\0';
	call_it(words[0], &name, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len));
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, call_the_host);
}
