#include "wire/sockets.h"

#include <arpa/inet.h>
#include <limits.h>
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

#include "wire/flow.h"

const char *socket_state(const struct tcp_socket *socket)
{
	static const char *const names[] = {
		[0] = "?",
		[TCP_ESTABLISHED] = "ESTABLISHED",  [TCP_SYN_SENT] = "SYN_SENT",
		[TCP_SYN_RECV] = "SYN_RECV",	    [TCP_FIN_WAIT1] = "FIN_WAIT1",
		[TCP_FIN_WAIT2] = "FIN_WAIT2",	    [TCP_TIME_WAIT] = "TIME_WAIT",
		[TCP_CLOSE] = "CLOSE",		    [TCP_CLOSE_WAIT] = "CLOSE_WAIT",
		[TCP_LAST_ACK] = "LAST_ACK",	    [TCP_LISTEN] = "LISTEN",
		[TCP_CLOSING] = "CLOSING",	    [STATE_NEW_SYN_RECV] = "SYN_RECV",
	};
	_Static_assert((int)TCP_LISTEN == (int)STATE_LISTEN &&
			       (int)TCP_TIME_WAIT == (int)STATE_TIME_WAIT,
		       "as the kernel numbers them");
	_Static_assert(sizeof(names) / sizeof(*names) == STATES, "each state has a name");

	return names[socket->state < STATES ? socket->state : 0];
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
	unsigned long ticks, rto = ULONG_MAX;
	unsigned long long inode;

	*socket = (struct tcp_socket){ 0 };
	if (sscanf(line, " %*d: %47s %47s %x %x:%x %x:%lx %x %u %u %llu %*d %*s %lu", local, remote,
		   &socket->state, &socket->to_send, &socket->to_read, &timer, &ticks, &resent,
		   &socket->uid, &probes, &inode, &rto) < 11)
		return false;
	socket->timer = timer <= TIMER_OF_PROBE ? (enum socket_timer)timer : TIMER_OF_NOTHING;
	socket->expires_ms = (int64_t)ticks * 1000 / ticks_per_second;
	socket->backoff = resent > probes ? resent : probes;	/* unanswered: less than it was */
	/* More is left than a first one waits, and a tick: it has been doubled since. */
	socket->has_backoff = rto != ULONG_MAX;
	if (!socket->backoff && socket->has_backoff && ticks > rto + 1)
		socket->backoff = 1;
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

/* Of which sockets a question is: of all in some states, or of the one with these two ends. */
struct question {
	bool v6;
	uint32_t states;
	const struct endpoint *local, *remote;	/* of the one; else NULL */
};

static bool ask(int diag, const struct question *question)
{
	const struct endpoint *local = question->local, *remote = question->remote;
	struct {
		struct nlmsghdr head;
		struct inet_diag_req_v2 body;
	} sent = {
		.head = { .nlmsg_len = sizeof(sent), .nlmsg_type = SOCK_DIAG_BY_FAMILY,
			  .nlmsg_flags = local ? NLM_F_REQUEST : NLM_F_REQUEST | NLM_F_DUMP },
		.body = { .sdiag_family = question->v6 ? AF_INET6 : AF_INET,
			  .sdiag_protocol = IPPROTO_TCP,
			  .idiag_ext = 1u << (INET_DIAG_INFO - 1),
			  .idiag_states = question->states,
			  .id.idiag_cookie = { INET_DIAG_NOCOOKIE, INET_DIAG_NOCOOKIE } },
	};

	if (local) {
		memcpy(sent.body.id.idiag_src, local->ip, local->v6 ? 16 : 4);
		memcpy(sent.body.id.idiag_dst, remote->ip, remote->v6 ? 16 : 4);
		sent.body.id.idiag_sport = htons(local->port);
		sent.body.id.idiag_dport = htons(remote->port);
	}
	return send(diag, &sent, sizeof(sent), 0) == sizeof(sent);
}

/* Show what is answered, unless the kernel does not know what is asked. */
static enum pass pass_states(const struct viewer *viewer, int diag, bool v6, uint32_t states)
{
	const struct question question = { .v6 = v6, .states = states };
	_Alignas(struct nlmsghdr) char room[16384];
	enum pass failed = PASS_UNKNOWN;
	ssize_t len;

	if (!ask(diag, &question))
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

/* A kernel without IPv6 has none to tell of. */
static enum pass pass_both(const struct viewer *viewer, int diag, uint32_t states)
{
	enum pass ipv4 = pass_states(viewer, diag, false, states);
	enum pass ipv6 =
		ipv4 == PASS_WHOLE ? pass_states(viewer, diag, true, states) : PASS_UNKNOWN;

	return ipv6 == PASS_BROKEN_OFF ? ipv6 : ipv4;
}

/* Who asks for the sockets at the ends that were seen. */
struct asker {
	const struct viewer *viewer;
	int diag;
	bool broken_off;
};

/* The socket that has sent in this direction, if it is still there. */
static void ask_for_one(void *context, const struct endpoint *local, const struct endpoint *remote)
{
	struct asker *asker = context;
	const struct question question = { local->v6, UINT32_MAX, local, remote };
	_Alignas(struct nlmsghdr) char room[4096];
	const struct nlmsghdr *head = (const struct nlmsghdr *)(const void *)room;
	const struct inet_diag_msg *tcp = NLMSG_DATA(head);
	ssize_t len;

	if (!ask(asker->diag, &question) || (len = recv(asker->diag, room, sizeof(room), 0)) <= 0) {
		asker->broken_off = true;
		return;
	}
	/* Where there is none, the kernel answers with who listens there, or ENOENT. */
	if (NLMSG_OK(head, len) && head->nlmsg_type == SOCK_DIAG_BY_FAMILY &&
	    tcp->idiag_state != STATE_LISTEN)
		see_diag(asker->viewer, head);
}

/*
 * Listeners are few and have a table of their own. All others are asked for one by one, by the
 * ends that were seen on the wire: their table is one for all namespaces and as large as the
 * machine, and to walk it takes a thousand times as long (net/ipv4/inet_diag.c).
 */
static enum pass pass_seen(const struct viewer *viewer, int diag)
{
	struct asker asker = { viewer, diag, false };
	enum pass pass = pass_both(viewer, diag, 1u << STATE_LISTEN);

	if (pass == PASS_WHOLE)
		flow_each(ask_for_one, &asker);
	return asker.broken_off ? PASS_BROKEN_OFF : pass;
}

static enum pass pass_diag(enum whose whose, const struct viewer *viewer)
{
	/*
	 * Those of /proc/net/tcp: bound sockets that do nothing (TCP_BOUND_INACTIVE) are not in it.
	 */
	const uint32_t states = (1u << 12) - 1;
	int diag = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	enum pass pass;

	if (diag < 0)
		return PASS_UNKNOWN;
	pass = whose == SOCKETS_SEEN ? pass_seen(viewer, diag) : pass_both(viewer, diag, states);
	(void)close(diag);
	return pass;
}

enum pass sockets_pass(enum whose whose,
		       void (*see)(void *context, const struct tcp_socket *socket), void *context)
{
	const struct viewer viewer = { see, context };
	enum pass ipv4, pass = pass_diag(whose, &viewer);

	if (pass != PASS_UNKNOWN)
		return pass;
	/* Reading /proc walks the kernel's whole table, of all namespaces, twice: some ms. */
	ipv4 = pass_file(&viewer, "/proc/self/net/tcp");
	(void)pass_file(&viewer, "/proc/self/net/tcp6");	/* not there without IPv6 */
	return ipv4;
}
