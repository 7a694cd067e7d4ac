#include "calls/lookup.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tracer/kernel.h"
#include "wire/ends.h"
#include "wire/sockets.h"

static const struct table {
	const char *name;
	bool of_datagrams;
} TABLES[] = {
	{ "tcp", false }, { "tcp6", false }, { "udp", true }, { "udp6", true },
};

static enum fd_kind kind_in(const struct table *table, const struct tcp_socket *row)
{
	if (table->of_datagrams)
		return FD_DATAGRAM;
	if (row->state == STATE_LISTEN)
		return FD_LISTENER;
	return row->remote.port ? FD_CONNECTION : FD_STREAM;
}

static bool find_in(const struct table *table, pid_t pid, struct sock *sock)
{
	struct tcp_socket row;
	char line[512], inode[24];
	bool found = false;
	FILE *file;

	(void)snprintf(line, sizeof(line), "/proc/%d/net/%s", pid, table->name);
	file = fopen(line, "re");
	(void)snprintf(inode, sizeof(inode), " %llu ", (unsigned long long)sock->inode);
	while (file && !found && fgets(line, sizeof(line), file))
		found = strstr(line, inode) &&
			sockets_parse_line(&row, line, sysconf(_SC_CLK_TCK)) &&
			row.inode == sock->inode;
	if (file)
		(void)fclose(file);
	if (!found)
		return false;
	if (!fd_is_network(sock->kind))
		sock->kind = kind_in(table, &row);
	sock->local = row.local;
	sock->remote = row.remote;
	sock->takes_ipv4 = row.local.v6 && endpoint_is_any(&row.local);
	return true;
}

void lookup_socket(pid_t pid, struct sock *sock)
{
	sock->elsewhere = process_is_elsewhere(pid, getpid(), "net");
	for (size_t i = 0; i < sizeof(TABLES) / sizeof(*TABLES); i++)
		if (find_in(&TABLES[i], pid, sock))
			return;
}

bool lookup_waits(pid_t pid, int fd)
{
	char line[64];
	unsigned flags = 0;
	FILE *file;

	(void)snprintf(line, sizeof(line), "/proc/%d/fdinfo/%d", pid, fd);
	file = fopen(line, "re");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "flags: %o", &flags) == 1)
			break;
	if (file)
		(void)fclose(file);
	return !(flags & O_NONBLOCK);
}
