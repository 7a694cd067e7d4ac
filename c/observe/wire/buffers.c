#include "wire/buffers.h"

#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

/* As most machines have it; twice, since the kernel counts its own part, too: socket(7). */
enum { ONE_SOCKET = 2 * 212992 };

int64_t buffers_most(void)
{
	FILE *file = fopen("/proc/self/net/sockstat", "re");
	int64_t sockets = 0, pages = 0, more;
	char line[128];

	while (file && fgets(line, sizeof(line), file)) {
		(void)sscanf(line, "sockets: used %ld", &sockets);
		if (sscanf(line, "TCP: inuse %*d orphan %*d tw %*d alloc %*d mem %ld",
			   &more) == 1 ||
		    sscanf(line, "UDP: inuse %*d mem %ld", &more) == 1)
			pages += more;
	}
	if (file)
		(void)fclose(file);
	return sockets * ONE_SOCKET + pages * sysconf(_SC_PAGESIZE);
}

/* What a socket holds is in one attribute, an array of numbers: enum in linux/sock_diag.h. */
static int64_t memory_of(const struct rtattr *one, size_t len, unsigned short type)
{
	const uint32_t *of;

	for (; RTA_OK(one, len); one = RTA_NEXT(one, len)) {
		if (one->rta_type != type || RTA_PAYLOAD(one) < SK_MEMINFO_VARS * sizeof(*of))
			continue;
		of = RTA_DATA(one);
		/* Of TCP, what is to be sent is in the queue; of all others, allocated for it. */
		return (int64_t)of[SK_MEMINFO_RMEM_ALLOC] + of[SK_MEMINFO_FWD_ALLOC] +
		       (of[SK_MEMINFO_WMEM_QUEUED] > of[SK_MEMINFO_WMEM_ALLOC] ?
				of[SK_MEMINFO_WMEM_QUEUED] : of[SK_MEMINFO_WMEM_ALLOC]);
	}
	return 0;
}

static int64_t memory_in(const struct nlmsghdr *head)
{
	const struct unix_diag_msg *local = NLMSG_DATA(head);
	const struct inet_diag_msg *inet = NLMSG_DATA(head);

	if (local->udiag_family == AF_UNIX)
		return memory_of((const struct rtattr *)(const void *)(local + 1),
				 NLMSG_PAYLOAD(head, sizeof(*local)), UNIX_DIAG_MEMINFO);
	return memory_of((const struct rtattr *)(const void *)(inet + 1),
			 NLMSG_PAYLOAD(head, sizeof(*inet)), INET_DIAG_SKMEMINFO);
}

static int64_t answered(int diag)
{
	_Alignas(struct nlmsghdr) char room[32768];
	int64_t bytes = 0;
	ssize_t len;

	while ((len = recv(diag, room, sizeof(room), 0)) > 0) {
		const struct nlmsghdr *head = (const struct nlmsghdr *)(const void *)room;

		for (; NLMSG_OK(head, len); head = NLMSG_NEXT(head, len)) {
			if (head->nlmsg_type != SOCK_DIAG_BY_FAMILY)
				return bytes;
			bytes += memory_in(head);
		}
	}
	return bytes;
}

static int64_t of_unix(int diag)
{
	const struct {
		struct nlmsghdr head;
		struct unix_diag_req body;
	} sent = {
		.head = { .nlmsg_len = sizeof(sent), .nlmsg_type = SOCK_DIAG_BY_FAMILY,
			  .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP },
		.body = { .sdiag_family = AF_UNIX, .udiag_states = UINT32_MAX,
			  .udiag_show = UDIAG_SHOW_MEMINFO },
	};

	return send(diag, &sent, sizeof(sent), 0) == sizeof(sent) ? answered(diag) : 0;
}

static int64_t of_inet(int diag, unsigned char family, unsigned char protocol)
{
	const struct {
		struct nlmsghdr head;
		struct inet_diag_req_v2 body;
	} sent = {
		.head = { .nlmsg_len = sizeof(sent), .nlmsg_type = SOCK_DIAG_BY_FAMILY,
			  .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP },
		.body = { .sdiag_family = family, .sdiag_protocol = protocol,
			  .idiag_ext = 1u << (INET_DIAG_SKMEMINFO - 1),
			  .idiag_states = UINT32_MAX },
	};

	return send(diag, &sent, sizeof(sent), 0) == sizeof(sent) ? answered(diag) : 0;
}

int64_t buffers_held(void)
{
	static const unsigned char families[] = { AF_INET, AF_INET6 };
	int diag = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	int64_t bytes;

	if (diag < 0)
		return 0;
	bytes = of_unix(diag);
	for (size_t i = 0; i < sizeof(families); i++)
		bytes += of_inet(diag, families[i], IPPROTO_TCP) +
			 of_inet(diag, families[i], IPPROTO_UDP);
	(void)close(diag);
	return bytes;
}
