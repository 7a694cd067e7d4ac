/*
 * capture: every frame on the run's own network.
 *
 * A raw socket on lo sees each frame twice, leaving and arriving; a filter keeps the
 * leaving one, so that a frame is stamped before anyone can have acted on it. (gVisor takes a
 * filter and does not heed it: the other one is left out when it is read.)
 *
 * A plain socket and not a ring: setting one up, binding a socket that already
 * receives, and libpcap, which does both, each wait for an RCU grace period, 5 to 25 ms
 * (net/packet/af_packet.c, packet_set_ring, packet_do_bind); this opens in 0.1 ms. Its
 * queue is short (some 300 frames of TCP), but it is emptied whenever a traced call
 * returns, and few calls let out more than that: a sendmmsg(2) of 1,024 datagrams does,
 * where rmem_max is the kernel's 208 KiB. What is lost all the same is counted.
 *
 * Limits: a frame is kept up to SNAP bytes; one of a bulk stream (above BULK bytes) up to
 * the end of its TCP header, because only then does the kernel charge the queue for
 * what is kept, and not for the 64 KiB that were sent (net/core/skbuff.c, skb_condense).
 */
#ifndef OBSERVE_WIRE_CAPTURE_H
#define OBSERVE_WIRE_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CAPTURE_SNAP = 1024, CAPTURE_BATCH = 32 };

/** One captured frame; @bytes is valid until the next capture_read(). */
struct frame {
	int64_t t_ns;		/* CLOCK_REALTIME, the kernel's stamp */
	const uint8_t *bytes;
	size_t captured;
	size_t length;		/* as sent */
};

struct capture {
	int fd;			/* -1: nothing is captured */
	int lo;			/* interface index */
	uint32_t lost;		/* frames, at the last count */
	bool uncounted;		/* the kernel does not count what it drops */
	bool unfenced;		/* it sends no frame of ours, and delivers at once (gVisor's lo) */
	uint64_t fences_sent;
	uint64_t fences_seen;
	struct frame frame[CAPTURE_BATCH];
};

/**
 * capture_open() - see everything in this network namespace from now on
 *
 * Return: 0, or -errno: -EPERM without CAP_NET_RAW in the namespace.
 */
int capture_open(struct capture *capture);

/**
 * capture_read() - take the oldest frames, without waiting
 *
 * They are in @capture->frame. Frames of capture_fence() are counted in
 * @capture->fences_seen and left out.
 * @full:	set if the batch was full, so that there may be more
 *
 * Return: how many frames, or -errno
 */
int capture_read(struct capture *capture, int *full);

/**
 * capture_fence() - send a frame of our own through lo
 *
 * Frames wait in a queue of the processor between sender and receiver (net/core/dev.c,
 * enqueue_to_backlog). The queue keeps its order: when the fence has been seen, all that
 * was sent before it on this processor has been delivered, too. No program is told of it:
 * its type is one for local experiments (IEEE Std 802, 9.2.3).
 *
 * Where the kernel sends none, it has been seen at once.
 *
 * Return: 0, or -errno
 */
int capture_fence(struct capture *capture);

/**
 * capture_count_lost() - bring @capture->lost up to date: the frames that the kernel has dropped
 *
 * Return: 0, or -errno
 * Source: packet(7), PACKET_STATISTICS
 */
int capture_count_lost(struct capture *capture);

#endif
