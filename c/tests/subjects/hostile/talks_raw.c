/*
 * talks_raw: makes frames of its own, hears those of others, ends their connections, and changes
 * the network: all of that in the run's network, which it shares with those who judge it.
 */
#include <linux/if_ether.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <net/if.h>
#include <sys/ioctl.h>

#include "hostile.h"

/* The other end of a connection, as if it were one's own: sock_diag(7), SOCK_DESTROY. */
static int destroy(int peer)
{
	struct sockaddr_in its = { 0 }, own = { 0 };
	socklen_t len = sizeof(its);
	struct {
		struct nlmsghdr header;
		struct inet_diag_req_v2 request;
		char room[512];
	} message = {
		.header = { .nlmsg_len = NLMSG_LENGTH(sizeof(message.request)),
			    .nlmsg_type = SOCK_DESTROY, .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK },
		.request = { .sdiag_family = AF_INET, .sdiag_protocol = IPPROTO_TCP,
			     .idiag_states = ~0u,
			     .id.idiag_cookie = { INET_DIAG_NOCOOKIE, INET_DIAG_NOCOOKIE } },
	};
	must(getpeername(peer, (struct sockaddr *)&its, &len), "ask for its address");
	must(getsockname(peer, (struct sockaddr *)&own, &len), "ask for its own address");
	message.request.id.idiag_sport = its.sin_port;
	message.request.id.idiag_dport = own.sin_port;
	message.request.id.idiag_src[0] = its.sin_addr.s_addr;
	message.request.id.idiag_dst[0] = own.sin_addr.s_addr;
	int sock = must(socket(AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG), "create a socket");

	must(send(sock, &message, message.header.nlmsg_len, 0) == -1 ? -1 : 0, "ask");
	must(recv(sock, &message, sizeof(message), 0) == -1 ? -1 : 0, "hear");
	must(close(sock), "close");
	errno = -((const struct nlmsgerr *)NLMSG_DATA(&message.header))->error;
	return errno == 0 ? 0 : -1;
}

static int take_lo_down(void)
{
	struct ifreq down = { .ifr_name = "lo" };
	int sock = must(socket(AF_INET, SOCK_DGRAM, 0), "create a socket");
	int rc = ioctl(sock, SIOCSIFFLAGS, &down), error = errno;

	must(close(sock), "close");
	errno = error;
	return rc;
}

static void talk_raw(int peer, char *words[])
{
	(void)words;
	if (peer == -1)
		return;
	tell("packet", socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)));
	tell("raw", socket(AF_INET, SOCK_RAW, IPPROTO_RAW));
	tell("ping", socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP));
	tell("destroy", destroy(peer));
	tell("lo", take_lo_down());
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, talk_raw);
}
