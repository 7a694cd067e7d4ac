#include "wire/sockets.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

const char *socket_state(const struct tcp_socket *socket)
{
	static const char *const names[] = {
		"?", "ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2", "TIME_WAIT",
		"CLOSE", "CLOSE_WAIT", "LAST_ACK", "LISTEN", "CLOSING", "SYN_RECV",
	};

	return names[socket->state < sizeof(names) / sizeof(*names) ? socket->state : 0];
}

/* Where to, and for whom. */
struct viewer {
	void (*see)(void *context, const struct tcp_socket *socket);
	void *context;
};

/* /proc/net/tcp --------------------------------------------------------- */

/* "0100007F:23E6": words of four bytes, each in the order of this machine's memory. */
static bool parse_end(struct endpoint *end, const char *text)
{
	const char *colon = strchr(text, ':');
	unsigned word, port;

	*end = (struct endpoint){ .v6 = strlen(text) > 16 };
	if (!colon || sscanf(colon + 1, "%x", &port) != 1)
		return false;
	end->port = (uint16_t)port;
	for (size_t i = 0; i < (end->v6 ? 4u : 1u); i++) {
		if (sscanf(text + i * 8, "%8x", &word) != 1)
			return false;
		memcpy(end->ip + i * 4, &word, 4);
	}
	return true;
}

bool sockets_parse_line(struct tcp_socket *socket, const char *line, long ticks_per_second)
{
	char local[48], remote[48];
	unsigned timer, resent, probes;
	unsigned long ticks;
	unsigned long long inode;

	*socket = (struct tcp_socket){ 0 };
	if (sscanf(line, " %*d: %47s %47s %x %x:%x %x:%lx %x %u %u %llu", local, remote,
		   &socket->state, &socket->to_send, &socket->to_read, &timer, &ticks, &resent,
		   &socket->uid, &probes, &inode) != 11)
		return false;
	socket->timer = timer <= TIMER_OF_PROBE ? (enum socket_timer)timer : TIMER_OF_NOTHING;
	socket->expires_ms = (int64_t)ticks * 1000 / ticks_per_second;
	socket->backoff = resent > probes ? resent : probes;	/* those unanswered: less than it was */
	socket->inode = inode;
	return parse_end(&socket->local, local) && parse_end(&socket->remote, remote);
}

static enum pass pass_file(const struct viewer *viewer, const char *path)
{
	struct tcp_socket socket;
	char line[512];
	FILE *file = fopen(path, "re");

	if (!file)
		return PASS_UNKNOWN;
	while (fgets(line, sizeof(line), file))
		if (sockets_parse_line(&socket, line, sysconf(_SC_CLK_TCK)))
			viewer->see(viewer->context, &socket);
	(void)fclose(file);
	return PASS_WHOLE;
}

/* sock_diag ------------------------------------------------------------- */

static struct endpoint diag_end(bool v6, const __be32 *ip, __be16 port)
{
	struct endpoint end = { .v6 = v6, .port = ntohs(port) };

	memcpy(end.ip, ip, v6 ? 16 : 4);
	return end;
}

/* What is told of one that is more than a remnant: the beginning of a struct tcp_info. */
static unsigned diag_backoff(const struct nlmsghdr *head)
{
	const struct inet_diag_msg *tcp = NLMSG_DATA(head);
	const struct rtattr *info = (const struct rtattr *)(const void *)(tcp + 1);
	size_t len = NLMSG_PAYLOAD(head, sizeof(*tcp));

	for (; RTA_OK(info, len); info = RTA_NEXT(info, len))
		if (info->rta_type == INET_DIAG_INFO &&
		    RTA_PAYLOAD(info) > offsetof(struct tcp_info, tcpi_backoff))
			return ((const struct tcp_info *)RTA_DATA(info))->tcpi_backoff;
	return 0;
}

static void see_diag(const struct viewer *viewer, const struct nlmsghdr *head)
{
	const struct inet_diag_msg *tcp = NLMSG_DATA(head);
	bool v6 = tcp->idiag_family == AF_INET6;
	const struct tcp_socket socket = {
		.local = diag_end(v6, tcp->id.idiag_src, tcp->id.idiag_sport),
		.remote = diag_end(v6, tcp->id.idiag_dst, tcp->id.idiag_dport),
		.state = tcp->idiag_state,
		.to_read = tcp->idiag_rqueue,
		.to_send = tcp->idiag_wqueue,
		.timer = tcp->idiag_timer <= TIMER_OF_PROBE ? (enum socket_timer)tcp->idiag_timer :
							      TIMER_OF_NOTHING,
		.expires_ms = tcp->idiag_expires,
		.backoff = diag_backoff(head),
		.has_backoff = true,
		.inode = tcp->idiag_inode,
		.uid = tcp->idiag_uid,
	};

	viewer->see(viewer->context, &socket);
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
		.body = { .sdiag_family = family, .sdiag_protocol = IPPROTO_TCP,
			  .idiag_ext = 1u << (INET_DIAG_INFO - 1), .idiag_states = states },
	};

	return send(diag, &ask, sizeof(ask), 0) == sizeof(ask);
}

/* The sockets of a family, unless the kernel does not know what is asked. */
static enum pass pass_family(const struct viewer *viewer, int diag, uint8_t family)
{
	_Alignas(struct nlmsghdr) char room[16384];
	enum pass failed = PASS_UNKNOWN;
	ssize_t len;

	if (!ask_for_sockets(diag, family))
		return PASS_UNKNOWN;
	while ((len = recv(diag, room, sizeof(room), 0)) > 0) {
		const struct nlmsghdr *head = (const struct nlmsghdr *)(const void *)room;

		for (; NLMSG_OK(head, len); head = NLMSG_NEXT(head, len)) {
			if (head->nlmsg_type != SOCK_DIAG_BY_FAMILY)
				return head->nlmsg_type == NLMSG_DONE ? PASS_WHOLE : failed;
			see_diag(viewer, head);
			failed = PASS_BROKEN_OFF;
		}
	}
	return failed;
}

/* The same as in /proc/net/tcp, for a tenth of the time. */
static enum pass pass_diag(const struct viewer *viewer)
{
	int diag = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	enum pass ipv4, ipv6 = PASS_UNKNOWN;

	if (diag < 0)
		return PASS_UNKNOWN;
	ipv4 = pass_family(viewer, diag, AF_INET);
	if (ipv4 == PASS_WHOLE)	/* a kernel without IPv6 has none to tell of */
		ipv6 = pass_family(viewer, diag, AF_INET6);
	(void)close(diag);
	return ipv6 == PASS_BROKEN_OFF ? ipv6 : ipv4;
}

enum pass sockets_pass(void (*see)(void *context, const struct tcp_socket *socket), void *context)
{
	const struct viewer viewer = { see, context };
	enum pass ipv4, pass = pass_diag(&viewer);

	if (pass != PASS_UNKNOWN)
		return pass;
	/* Reading /proc walks the kernel's whole table, of all namespaces, twice: some ms. */
	ipv4 = pass_file(&viewer, "/proc/self/net/tcp");
	(void)pass_file(&viewer, "/proc/self/net/tcp6");	/* not there in a kernel without IPv6 */
	return ipv4;
}
