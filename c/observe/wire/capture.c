#include "wire/capture.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sched.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"

enum {
	BULK = 4096,		/* bytes; longer TCP frames are kept without their data */
	QUEUE = 1 << 20,	/* bytes; asked for, the kernel grants up to rmem_max */
	FENCE_TYPE = 0x88b5,	/* Local Experimental Ethertype 1 */
};

/*
 * Keep what leaves, and our own fence as it arrives. Offsets are those of Ethernet (14
 * bytes) with IPv4 (protocol at 9) or IPv6 (40 bytes, protocol at 6); a TCP header's
 * length is the upper half of its byte 12, in words of 4.
 */
static int keep_leaving(int fd)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, (uint32_t)SKF_AD_OFF + SKF_AD_PKTTYPE),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_OUTGOING, 3, 0),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, FENCE_TYPE, 21, 0),
		BPF_STMT(BPF_RET | BPF_K, 0),
		/* 5: leaving */
		BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0),
		BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, BULK, 0, 18),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETHERTYPE_IPV6, 8, 0),
		/* 9: bulk over IPv4 */
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 14 + 9),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_TCP, 0, 14),
		BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 14),
		BPF_STMT(BPF_LD | BPF_B | BPF_IND, 14 + 12),
		BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xf0),
		BPF_STMT(BPF_ALU | BPF_RSH | BPF_K, 2),
		BPF_STMT(BPF_ALU | BPF_ADD | BPF_X, 0),
		BPF_JUMP(BPF_JMP | BPF_JA, 6, 0, 0),
		/* 17: bulk over IPv6 */
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 14 + 6),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_TCP, 0, 6),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 14 + 40 + 12),
		BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xf0),
		BPF_STMT(BPF_ALU | BPF_RSH | BPF_K, 2),
		BPF_STMT(BPF_ALU | BPF_ADD | BPF_K, 40),
		/* 23 */
		BPF_STMT(BPF_ALU | BPF_ADD | BPF_K, 14),
		BPF_STMT(BPF_RET | BPF_A, 0),
		/* 25: whole, or nearly */
		BPF_STMT(BPF_RET | BPF_K, CAPTURE_SNAP),
	};
	struct sock_fprog filter = { sizeof(code) / sizeof(*code), code };

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter));
}

static int set_options(int fd)
{
	int on = 1, queue = QUEUE;

	/* The second way replaces the first: socket(7). gVisor takes both, and heeds the first. */
	if (keep_leaving(fd) < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_TIMESTAMP, &on, sizeof(on)) < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on)) < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &queue, sizeof(queue)) < 0)
		return -errno;
	/* Lacked where the filter is not heeded: a frame is whole then, and its length told. */
	if (setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof(on)) < 0 && errno != ENOPROTOOPT)
		return -errno;
	return 0;
}

/* Space for one batch; static, because a stack frame of 36 KiB helps nobody. */
static struct {
	uint8_t bytes[CAPTURE_BATCH][CAPTURE_SNAP];
	_Alignas(struct cmsghdr) uint8_t control[CAPTURE_BATCH][128];
	struct sockaddr_ll from[CAPTURE_BATCH];
	struct iovec vector[CAPTURE_BATCH];
	struct mmsghdr message[CAPTURE_BATCH];
} batch;

static void batch_prepare(void)
{
	for (size_t i = 0; i < CAPTURE_BATCH; i++) {
		batch.vector[i] = (struct iovec){ batch.bytes[i], CAPTURE_SNAP };
		batch.message[i].msg_hdr = (struct msghdr){
			.msg_name = &batch.from[i],
			.msg_namelen = sizeof(batch.from[i]),
			.msg_iov = &batch.vector[i],
			.msg_iovlen = 1,
			.msg_control = batch.control[i],
			.msg_controllen = sizeof(batch.control[i]),
		};
	}
}

static struct frame frame_of(size_t place)
{
	struct msghdr *message = &batch.message[place].msg_hdr;
	struct frame frame = { .bytes = batch.bytes[place],
			       .length = batch.message[place].msg_len };
	struct timespec stamp;
	struct timeval coarse;
	struct tpacket_auxdata aux;

	frame.captured = frame.length < CAPTURE_SNAP ? frame.length : CAPTURE_SNAP;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
		if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
			memcpy(&stamp, CMSG_DATA(c), sizeof(stamp));
			frame.t_ns = (int64_t)stamp.tv_sec * 1000000000 + stamp.tv_nsec;
		} else if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMP) {
			memcpy(&coarse, CMSG_DATA(c), sizeof(coarse));
			frame.t_ns = (int64_t)coarse.tv_sec * 1000000000 + coarse.tv_usec * 1000;
		} else if (c->cmsg_level == SOL_PACKET && c->cmsg_type == PACKET_AUXDATA) {
			memcpy(&aux, CMSG_DATA(c), sizeof(aux));
			frame.length = aux.tp_len;
		}
	}
	return frame;
}

static bool is_fence(const struct frame *frame)
{
	return frame->captured >= ETH_HLEN && frame->bytes[12] == FENCE_TYPE >> 8 &&
	       frame->bytes[13] == (FENCE_TYPE & 0xff);
}

int capture_read(struct capture *capture, int *full)
{
	int count, kept = 0;

	*full = 0;
	if (capture->fd < 0)
		return 0;
	batch_prepare();
	count = recvmmsg(capture->fd, batch.message, CAPTURE_BATCH, MSG_DONTWAIT | MSG_TRUNC, NULL);
	if (count < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	for (int i = 0; i < count; i++) {
		struct frame frame = frame_of((size_t)i);

		if (is_fence(&frame))
			capture->fences_seen++;
		else if (batch.from[i].sll_pkttype == PACKET_OUTGOING)
			capture->frame[kept++] = frame;
	}
	*full = count == CAPTURE_BATCH;
	return kept;
}

int capture_fence(struct capture *capture)
{
	uint8_t frame[ETH_ZLEN] = { [12] = FENCE_TYPE >> 8, [13] = FENCE_TYPE & 0xff };
	struct sockaddr_ll to = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons((uint16_t)FENCE_TYPE),
		.sll_ifindex = capture->lo,
		.sll_halen = ETH_ALEN,
	};

	if (capture->unfenced)
		return 0;
	if (sendto(capture->fd, frame, sizeof(frame), 0, (struct sockaddr *)&to, sizeof(to)) < 0) {
		capture->unfenced = errno == EOPNOTSUPP;
		return capture->unfenced ? 0 : -errno;
	}
	capture->fences_sent++;
	return 0;
}

/*
 * Stamping is switched on for the whole kernel by the first that asks, a moment later
 * (net/core/dev.c, net_enable_timestamp); until then a frame gets the time at which it is
 * read. So a fence is sent and read until its stamp is older than the reading.
 */
static int await_stamps(struct capture *capture)
{
	int rc = capture_fence(capture);

	while (!rc && !capture->unfenced) {
		int64_t reading_ns = clock_ns();

		batch_prepare();
		rc = recvmmsg(capture->fd, batch.message, 1, MSG_DONTWAIT, NULL);
		if (rc < 0 && errno != EAGAIN && errno != EINTR)
			return -errno;
		if (rc > 0 && frame_of(0).t_ns < reading_ns) {
			capture->fences_seen = capture->fences_sent;
			return 0;
		}
		(void)sched_yield();
		rc = rc > 0 ? capture_fence(capture) : 0;
	}
	return rc;
}

int capture_open(struct capture *capture)
{
	int rc;

	*capture = (struct capture){ .fd = -1 };
	capture->fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_ALL));
	if (capture->fd < 0)
		return -errno;
	rc = set_options(capture->fd);
	capture->lo = (int)if_nametoindex("lo");
	if (!rc)
		rc = capture->lo ? await_stamps(capture) : -errno;
	if (!rc)
		rc = capture_count_lost(capture);
	if (rc) {
		(void)close(capture->fd);
		capture->fd = -1;
	}
	return rc;
}

int capture_count_lost(struct capture *capture)
{
	struct tpacket_stats stats = { 0 };
	socklen_t len = sizeof(stats);

	if (capture->uncounted)
		return 0;
	if (getsockopt(capture->fd, SOL_PACKET, PACKET_STATISTICS, &stats, &len) < 0) {
		capture->uncounted = errno == ENOPROTOOPT;
		return capture->uncounted ? 0 : -errno;
	}
	capture->lost += stats.tp_drops;	/* asking sets the kernel's own count to 0 */
	return 0;
}
