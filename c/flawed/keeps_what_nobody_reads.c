/*
 * keeps_what_nobody_reads: a relay of streams, for one conversation.
 *
 * The mistake: what cannot be passed on yet is kept, however much it is, and more is
 * read. It is made because a relay should not hold anybody up. So a sender never learns
 * that its receiver is slow, and what it cannot lose in time fills the relay's memory.
 * Broken: RFC 9293, 3.8.6 (a receiver says by its window how much it will take).
 * Sound: tcp_relay, made another way.
 *
 * Says:  nothing
 * Exit:  0 the conversation is over; 2 wrong usage; 99 a step failed
 */
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"
#include "listening.h"

enum { PIECE = 65536 };

/* One direction, and what waits in it for room. */
struct flow {
	int from, to;
	char *data;
	size_t begin, end, room;
	bool ended, finished;
};

static void fill(struct flow *flow)
{
	if (flow->room - flow->end < PIECE) {
		flow->room = 2 * flow->room + PIECE;
		flow->data = realloc(flow->data, flow->room);
		if (flow->data == NULL)
			cannot("keep more");
	}
	ssize_t got = read(flow->from, flow->data + flow->end, PIECE);
	if (got == -1)
		cannot("read");
	flow->end += (size_t)got;
	flow->ended = got == 0;
}

static void drain(struct flow *flow)
{
	if (flow->begin < flow->end) {
		ssize_t sent = send(flow->to, flow->data + flow->begin, flow->end - flow->begin,
				    MSG_DONTWAIT | MSG_NOSIGNAL);
		if (sent == -1)
			cannot("send");
		flow->begin += (size_t)sent;
	} else {
		must(shutdown(flow->to, SHUT_WR), "half-close");
		flow->finished = true;
	}
}

static void relay(struct flow *request, struct flow *answer)
{
	struct flow *flow[] = { request, answer };

	while (!request->finished || !answer->finished) {
		struct pollfd ready[2] = { { 0 } };
		for (int i = 0; i < 2; i++) {
			const struct flow *other = flow[1 - i];
			bool writes =
				other->begin < other->end || (other->ended && !other->finished);
			ready[i].fd = flow[i]->ended && !writes ? -1 : flow[i]->from;
			ready[i].events =
				(short)((flow[i]->ended ? 0 : POLLIN) | (writes ? POLLOUT : 0));
		}
		must(poll(ready, 2, -1), "poll");

		for (int i = 0; i < 2; i++) {
			if (ready[i].revents & POLLIN)
				fill(flow[i]);
			if (ready[i].revents & POLLOUT)
				drain(flow[1 - i]);
		}
	}
}

int main(int argc, char *argv[])
{
	struct address server;
	if (argc != 4 || address_parse(&server, argv[2], argv[3]) == -1)
		usage("LISTEN HOST PORT");

	int listener = listening(argv[1], 5);

	int caller = must(accept(listener, NULL, NULL), "accept");
	int sock = must(socket(server.name.sa_family, SOCK_STREAM, 0), "create another");
	must(connect(sock, &server.name, server.len), "connect");

	struct flow request = { .from = caller, .to = sock };
	struct flow answer = { .from = sock, .to = caller };
	relay(&request, &answer);

	must(close(caller), "close the caller's");
	must(close(sock), "close the server's");
	free(request.data);
	free(answer.data);
	return 0;
}
