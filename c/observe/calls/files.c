#include "calls/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "calls/lookup.h"
#include "tracer/kernel.h"
#include "wire/ends.h"
#include "text/sockaddr.h"

enum { BUCKETS = 4096 };

static struct sock *sockets[BUCKETS];
static uint32_t sockets_seen;

struct files *files_new(void)
{
	struct files *files = calloc(1, sizeof(*files));

	if (files)
		files->holders = 1;
	return files;
}

struct files *files_copy(const struct files *files)
{
	struct files *copy = files_new();

	if (copy)
		memcpy(copy->fd, files->fd, sizeof(copy->fd));
	return copy;
}

void files_release(struct files *files)
{
	if (files && --files->holders == 0)
		free(files);
}

void files_forget(struct files *files, int fd)
{
	if (fd >= 0 && fd < FILES_CACHED)
		files->fd[fd] = (struct descriptor){ 0 };
}

void files_forget_all(struct files *files)
{
	memset(files->fd, 0, sizeof(files->fd));
}

void files_forget_range(struct files *files, unsigned first, unsigned last)
{
	for (unsigned fd = first; fd <= last && fd < FILES_CACHED; fd++)
		files->fd[fd] = (struct descriptor){ 0 };
}

int descriptor_borrow(pid_t pid, int fd)
{
	int process, own;

	if (kernel_lacks(MEANS_DESCRIPTORS)) {
		errno = ENOSYS;
		return -1;
	}
	process = (int)syscall(SYS_pidfd_open, pid, 0);
	if (process < 0)
		return -1;
	own = (int)syscall(SYS_pidfd_getfd, process, fd, 0);
	(void)close(process);
	return own;
}

bool descriptor_waits(pid_t pid, int fd)
{
	int own, flags;

	if (kernel_lacks(MEANS_DESCRIPTORS))
		return lookup_waits(pid, fd);
	own = descriptor_borrow(pid, fd);
	if (own < 0)
		return true;
	flags = fcntl(own, F_GETFL);
	(void)close(own);
	return flags < 0 || !(flags & O_NONBLOCK);
}

static int option(int fd, int name)
{
	int value = 0;
	socklen_t len = sizeof(value);

	return getsockopt(fd, SOL_SOCKET, name, &value, &len) < 0 ? -1 : value;
}

static bool takes_ipv4(int fd)
{
	int only = 1;
	socklen_t len = sizeof(only);

	return getsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only, &len) == 0 && !only;
}

static struct endpoint own_end(int fd)
{
	struct sockaddr_storage name = { 0 };
	socklen_t len = sizeof(name);
	struct endpoint end = { 0 };

	if (getsockname(fd, (struct sockaddr *)&name, &len) == 0)
		(void)sockaddr_endpoint(&end, (const uint8_t *)&name, len);
	return end;
}

static struct endpoint other_end(int fd)
{
	struct sockaddr_storage name = { 0 };
	socklen_t len = sizeof(name);
	struct endpoint end = { 0 };

	if (getpeername(fd, (struct sockaddr *)&name, &len) == 0)
		(void)sockaddr_endpoint(&end, (const uint8_t *)&name, len);
	return end;
}

/* A process can make itself another network, and serve there: SIOCGSKNS (since Linux 4.10). */
static bool is_elsewhere(int fd)
{
	struct stat ours, theirs;
	int network = ioctl(fd, SIOCGSKNS);
	bool other = network >= 0 && stat("/proc/self/ns/net", &ours) == 0 &&
		     fstat(network, &theirs) == 0 && ours.st_ino != theirs.st_ino;

	if (network >= 0)
		(void)close(network);
	return other;
}

static void look(int fd, struct sock *sock)
{
	sock->elsewhere = is_elsewhere(fd);
	sock->local = own_end(fd);
	sock->remote = other_end(fd);
	sock->takes_ipv4 = sock->local.v6 && endpoint_is_any(&sock->local) && takes_ipv4(fd);
}

void descriptor_look(pid_t pid, int fd, struct sock *sock)
{
	int own = descriptor_borrow(pid, fd);

	if (own >= 0) {
		look(own, sock);
		(void)close(own);
	} else if (kernel_lacks(MEANS_DESCRIPTORS)) {
		lookup_socket(pid, sock);
	}
}

static enum fd_kind kind_of_socket(int fd, const struct endpoint *remote)
{
	int domain = option(fd, SO_DOMAIN), type = option(fd, SO_TYPE);

	if (domain != AF_INET && domain != AF_INET6)
		return FD_SOCKET;
	if (type == SOCK_DGRAM)
		return FD_DATAGRAM;
	if (type != SOCK_STREAM)
		return FD_SOCKET;
	if (option(fd, SO_ACCEPTCONN) == 1)
		return FD_LISTENER;
	return remote->port ? FD_CONNECTION : FD_STREAM;
}

void descriptor_address(pid_t pid, int fd, char *text)
{
	struct sock sock = { 0 };

	text[0] = '\0';
	descriptor_look(pid, fd, &sock);
	if (sock.local.port)
		endpoint_text(text, &sock.local);
}

bool descriptor_holds(pid_t pid, uint64_t inode)
{
	char path[64], wanted[64], target[64] = "";
	struct dirent *entry;
	bool found = false;
	DIR *folder;

	(void)snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	(void)snprintf(wanted, sizeof(wanted), "socket:[%llu]", (unsigned long long)inode);
	folder = opendir(path);
	while (folder && !found && (entry = readdir(folder))) {
		ssize_t len = readlinkat(dirfd(folder), entry->d_name, target, sizeof(target) - 1);

		found = len > 0 && (size_t)len == strlen(wanted) &&
			!memcmp(target, wanted, (size_t)len);
	}
	if (folder)
		(void)closedir(folder);
	return found;
}

static struct sock *find_sock(uint64_t inode)
{
	struct sock *sock = sockets[inode % BUCKETS];

	while (sock && sock->inode != inode)
		sock = sock->next;
	return sock;
}

bool descriptor_is_known(uint64_t inode)
{
	return inode && find_sock(inode);
}

static struct sock *sock_of(uint64_t inode, pid_t pid, int fd)
{
	struct sock **bucket = &sockets[inode % BUCKETS];
	struct sock *sock = find_sock(inode);
	int own;

	if (sock)
		return sock;
	sock = calloc(1, sizeof(*sock));
	if (!sock)
		return NULL;
	own = descriptor_borrow(pid, fd);
	*sock = (struct sock){ .inode = inode, .number = ++sockets_seen, .next = *bucket,
			       .kind = FD_SOCKET };
	*bucket = sock;
	if (own >= 0) {
		look(own, sock);
		sock->kind = kind_of_socket(own, &sock->remote);
		(void)close(own);
	} else if (kernel_lacks(MEANS_DESCRIPTORS)) {
		lookup_socket(pid, sock);
	}
	return sock;
}

static enum fd_kind kind_of_path(const char *path)
{
	if (!strncmp(path, "pipe:", 5))
		return FD_PIPE;
	if (!strncmp(path, "/dev/pts/", 9) || !strcmp(path, "/dev/tty"))
		return FD_TERMINAL;
	return path[0] == '/' ? FD_FILE : FD_OTHER;
}

static struct descriptor ask(pid_t pid, int fd)
{
	struct descriptor descriptor = { .kind = FD_UNKNOWN };
	char path[64], target[64];
	unsigned long long inode;
	ssize_t len;

	(void)snprintf(path, sizeof(path), "/proc/%d/fd/%d", pid, fd);
	len = readlink(path, target, sizeof(target) - 1);
	if (len < 0)
		return descriptor;
	target[len] = '\0';
	if (sscanf(target, "socket:[%llu]", &inode) == 1)
		descriptor.sock = sock_of(inode, pid, fd);
	else
		descriptor.kind = (uint8_t)kind_of_path(target);
	return descriptor;
}

struct descriptor descriptor_of(struct files *files, pid_t pid, int fd)
{
	struct descriptor *known;

	if (fd < 0)
		return (struct descriptor){ .kind = FD_UNKNOWN };
	if (fd >= FILES_CACHED)
		return ask(pid, fd);
	known = &files->fd[fd];
	if (!known->sock && known->kind == FD_UNKNOWN)
		*known = ask(pid, fd);
	return *known;
}

enum fd_kind descriptor_kind(const struct descriptor *descriptor)
{
	return descriptor->sock ? descriptor->sock->kind : (enum fd_kind)descriptor->kind;
}
