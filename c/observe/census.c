#include "census.h"

#include <dirent.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "quiet.h"

static void put_descriptor(struct json *json, struct process *process, int fd)
{
	struct descriptor descriptor = descriptor_of(process->files, process->pid, fd);
	enum fd_kind kind = descriptor_kind(&descriptor);
	char address[SOCKADDR_TEXT];

	if (kind == FD_UNKNOWN)
		return;
	json_open(json, NULL, '{');
	json_int(json, "fd", fd);
	json_text(json, "kind", fd_kind_name(kind));
	if (descriptor.sock) {
		json_int(json, "sock", descriptor.sock->number);
		descriptor_address(process->pid, fd, address);
		if (address[0])
			json_text(json, "address", address);
	}
	json_close(json, '}');
}

static void put_open(struct json *json, struct process *process)
{
	char path[64];
	struct dirent *entry;
	DIR *folder;

	(void)snprintf(path, sizeof(path), "/proc/%d/fd", process->pid);
	folder = opendir(path);
	json_open(json, "open", '[');
	while (folder && (entry = readdir(folder)))
		if (entry->d_name[0] != '.')
			put_descriptor(json, process, atoi(entry->d_name));
	json_close(json, ']');
	if (folder)
		(void)closedir(folder);
}

static const char *state_name(char state, const struct thread *thread)
{
	if (state == 'Z')
		return "zombie";
	if (state == 'T')
		return "stopped";
	return thread && (thread->state == THREAD_HELD || quiet_waits(thread)) ? "waiting" : "running";
}

static void put_process(const struct run *run, struct json *json, struct process *process)
{
	const struct thread *thread = thread_find((struct processes *)&run->all, process->pid);
	char state = thread ? thread_state(thread) : process_state(process->pid, process->pid);
	char place[64];

	if (!state)
		return;
	json_open(json, NULL, '{');
	json_text(json, "role", run_role(run, process));
	json_int(json, "pid", process->pid);
	json_int(json, "parent", process->parent);
	json_text(json, "state", state_name(state, thread));
	if (thread && !process->ended) {
		thread_place(thread, place, sizeof(place));
		json_text(json, "in", place);
		put_open(json, process);
	}
	json_close(json, '}');
}

/* The states' numbers in /proc/net/tcp: include/net/tcp_states.h. */
static const char *tcp_state(unsigned state)
{
	static const char *const names[] = {
		"?", "ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2", "TIME_WAIT",
		"CLOSE", "CLOSE_WAIT", "LAST_ACK", "LISTEN", "CLOSING", "SYN_RECV",
	};

	return names[state < sizeof(names) / sizeof(*names) ? state : 0];
}

static uint16_t tcp_port(const char *text)
{
	const char *colon = strchr(text, ':');
	unsigned port = 0;

	return colon && sscanf(colon + 1, "%x", &port) == 1 ? (uint16_t)port : 0;
}

/* "0100007F:23E6": words of four bytes, each in the order of this machine's memory. */
static void put_tcp_end(struct json *json, const char *key, const char *text)
{
	struct endpoint end = { .v6 = strlen(text) > 16, .port = tcp_port(text) };
	char shown[ENDPOINT_TEXT];
	unsigned word;

	for (size_t i = 0; i < (end.v6 ? 4u : 1u); i++) {
		if (sscanf(text + i * 8, "%8x", &word) != 1)
			return;
		memcpy(end.ip + i * 4, &word, 4);
	}
	endpoint_text(shown, &end);
	json_text(json, key, shown);
}

static void put_owner(const struct run *run, struct json *json, uint16_t port)
{
	int owner = run->owner[0][port];

	if (owner)
		json_text(json, "role", run->cast->role[owner - 1].name);
}

static void put_tcp_table(const struct run *run, struct json *json, const char *path)
{
	char line[512], local[48], remote[48];
	unsigned state;
	FILE *file = fopen(path, "re");

	while (file && fgets(line, sizeof(line), file)) {
		if (sscanf(line, " %*d: %47s %47s %x", local, remote, &state) != 3)
			continue;
		json_open(json, NULL, '{');
		put_owner(run, json, tcp_port(local));
		put_tcp_end(json, "local", local);
		put_tcp_end(json, "remote", remote);
		json_text(json, "state", tcp_state(state));
		json_close(json, '}');
	}
	if (file)
		(void)fclose(file);
}

static void put_diag_end(struct json *json, const char *key, bool v6, const __be32 *ip, __be16 port)
{
	struct endpoint end = { .v6 = v6, .port = ntohs(port) };
	char shown[ENDPOINT_TEXT];

	memcpy(end.ip, ip, v6 ? 16 : 4);
	endpoint_text(shown, &end);
	json_text(json, key, shown);
}

static void put_diag_socket(const struct run *run, struct json *json, const struct inet_diag_msg *tcp)
{
	bool v6 = tcp->idiag_family == AF_INET6;

	json_open(json, NULL, '{');
	put_owner(run, json, ntohs(tcp->id.idiag_sport));
	put_diag_end(json, "local", v6, tcp->id.idiag_src, tcp->id.idiag_sport);
	put_diag_end(json, "remote", v6, tcp->id.idiag_dst, tcp->id.idiag_dport);
	json_text(json, "state", tcp_state(tcp->idiag_state));
	json_close(json, '}');
}

static bool ask_for_sockets(int diag, uint8_t family)
{
	/* Those of /proc/net/tcp: bound sockets that do nothing (TCP_BOUND_INACTIVE) are not in it. */
	const uint32_t states = (1u << 12) - 1;
	struct {
		struct nlmsghdr head;
		struct inet_diag_req_v2 body;
	} ask = {
		.head = { .nlmsg_len = sizeof(ask), .nlmsg_type = SOCK_DIAG_BY_FAMILY,
			  .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP },
		.body = { .sdiag_family = family, .sdiag_protocol = IPPROTO_TCP, .idiag_states = states },
	};

	return send(diag, &ask, sizeof(ask), 0) == sizeof(ask);
}

enum dump { DUMP_WHOLE, DUMP_UNKNOWN, DUMP_BROKEN_OFF };

/* The sockets of a family, unless the kernel does not know what is asked. */
static enum dump put_diag_sockets(const struct run *run, struct json *json, int diag, uint8_t family)
{
	_Alignas(struct nlmsghdr) char room[16384];
	enum dump failed = DUMP_UNKNOWN;
	ssize_t len;

	if (!ask_for_sockets(diag, family))
		return DUMP_UNKNOWN;
	while ((len = recv(diag, room, sizeof(room), 0)) > 0) {
		const struct nlmsghdr *head = (const struct nlmsghdr *)(const void *)room;

		for (; NLMSG_OK(head, len); head = NLMSG_NEXT(head, len)) {
			if (head->nlmsg_type != SOCK_DIAG_BY_FAMILY)
				return head->nlmsg_type == NLMSG_DONE ? DUMP_WHOLE : failed;
			put_diag_socket(run, json, NLMSG_DATA(head));
			failed = DUMP_BROKEN_OFF;
		}
	}
	return failed;
}

/* sock_diag(7): the same as in /proc/net/tcp, for a tenth of the time. */
static enum dump put_diag(const struct run *run, struct json *json)
{
	int diag = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	enum dump ipv4, ipv6 = DUMP_UNKNOWN;

	if (diag < 0)
		return DUMP_UNKNOWN;
	ipv4 = put_diag_sockets(run, json, diag, AF_INET);
	if (ipv4 == DUMP_WHOLE)	/* a kernel without IPv6 has none to tell of */
		ipv6 = put_diag_sockets(run, json, diag, AF_INET6);
	(void)close(diag);
	return ipv6 == DUMP_BROKEN_OFF ? ipv6 : ipv4;
}

static void tell_loss(struct run *run)
{
	struct json *json = record_begin(&run->record, clock_ns(), "lost");

	json_text(json, "what", "census");
	json_text(json, "because", "the table of sockets could not be read to its end");
	record_end(&run->record);
}

void census_take(struct run *run)
{
	struct json *json = record_begin(&run->record, clock_ns(), "census");
	enum dump dump = DUMP_WHOLE;

	json_open(json, "processes", '[');
	for (int i = 0; i < PROCESSES_MAX; i++)
		if (run->all.process[i].pid)
			put_process(run, json, &run->all.process[i]);
	json_close(json, ']');
	json_open(json, "tcp", '[');
	if (run->world.net && run->record.frames)
		dump = put_diag(run, json);
	/* Reading /proc walks the kernel's whole table, of all namespaces, twice: some ms. */
	if (dump == DUMP_UNKNOWN) {
		put_tcp_table(run, json, "/proc/self/net/tcp");
		put_tcp_table(run, json, "/proc/self/net/tcp6");
	}
	json_close(json, ']');
	record_end(&run->record);
	if (dump == DUMP_BROKEN_OFF)
		tell_loss(run);
}
