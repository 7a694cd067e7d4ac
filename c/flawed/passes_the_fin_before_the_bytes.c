/*
 * passes_the_fin_before_the_bytes: a relay of streams, for one conversation.
 *
 * The mistake: an end-of-file is passed on when it is read, while bytes that were read
 * before it still wait for room on the other side. It is made because they hardly ever
 * wait: that takes a receiver who is slower than the sender, and then the end of a
 * long message is missing, without an error.
 * Broken: RFC 9293, 3.6 (the FIN stands behind the last byte).
 * Sound: tcp_relay, made another way.
 *
 * Says:  nothing
 * Exit:  0 the conversation is over; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"
#include "room.h"
#include "listening.h"

/* One direction, and what waits in it for room. */
struct flow {
	int from, to;
	char data[65536];
	size_t begin, end;
	bool ended;
};

static void fill(struct flow *flow)
{
	ssize_t got = read(flow->from, flow->data + flow->end, sizeof(flow->data) - flow->end);

	if (got == -1)
		cannot("read");
	flow->end += (size_t)got;
	flow->ended = got == 0;
	if (flow->ended)
		must(shutdown(flow->to, SHUT_WR), "half-close");
}

static void drain(struct flow *flow)
{
	ssize_t sent =
		send(flow->to, flow->data + flow->begin, flow->end - flow->begin, MSG_NOSIGNAL);

	/* That this direction has ended already is EPIPE, and what waits is thrown away. */
	if (sent == -1 && errno != EPIPE)
		cannot("send");
	flow->begin = sent == -1 ? flow->end : flow->begin + (size_t)sent;
	if (flow->begin == flow->end)
		flow->begin = flow->end = 0;
}

static void relay(struct flow *request, struct flow *answer)
{
	struct flow *flow[] = { request, answer };

	while (!request->ended || !answer->ended) {
		struct pollfd ready[2] = { { 0 } };
		for (int i = 0; i < 2; i++) {
			bool reads = !flow[i]->ended && flow[i]->end < sizeof(flow[i]->data);
			bool writes = flow[1 - i]->begin < flow[1 - i]->end;
			ready[i].fd = reads || writes ? flow[i]->from : -1;
			ready[i].events = (short)((reads ? POLLIN : 0) | (writes ? POLLOUT : 0));
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

/* It never waits, what it sends is sent at once (TCP_NODELAY), and the kernel keeps little. */
static void prepare(int sock)
{
	must(fcntl(sock, F_SETFL, O_NONBLOCK), "set O_NONBLOCK");
	must(setsockopt(sock, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int)),
	     "set TCP_NODELAY");
	room_for_output(sock, 65536);
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
	prepare(caller);
	prepare(sock);

	static struct flow request, answer;
	request.from = answer.to = caller;
	request.to = answer.from = sock;
	relay(&request, &answer);

	must(close(caller), "close the caller's");
	must(close(sock), "close the server's");
	return 0;
}
