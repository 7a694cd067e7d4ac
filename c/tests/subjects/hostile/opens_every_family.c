/*
 * opens_every_family [old|multiplexed|notified]: a socket of each family and type, of which some are in no
 * namespace; by the gate of 32 bits, which has two calls for it, socket(2) and
 * socketcall(2); or by a call that the observer is not told of.
 */
#include <linux/net.h>

#include "notified.h"
#include "old_gate.h"

enum { SOCKET_OF_32_BITS = 359, SOCKETCALL_OF_32_BITS = 102 };

static int open_one(int family, int type, char *words[])
{
	static unsigned *arguments;

	if (arguments == NULL && (arguments = low_memory(3 * sizeof(*arguments))) == MAP_FAILED)
		cannot("have memory");
	arguments[0] = (unsigned)family, arguments[1] = (unsigned)type, arguments[2] = 0;
	if (is_way(words, "old"))
		return (int)old_gate(SOCKET_OF_32_BITS, family, type, 0, 0);
	if (is_way(words, "multiplexed"))
		return (int)old_gate(SOCKETCALL_OF_32_BITS, SYS_SOCKET, (long)arguments, 0, 0);
	return socket(family, type, 0);
}

static bool opens(int family, char *words[])
{
	bool done = false;

	for (int type = SOCK_STREAM; type <= SOCK_PACKET; type++) {
		int sock = open_one(family, type, words);
		done |= sock != -1;
		if (sock != -1)
			must(close(sock), "close");
	}
	return done;
}

static void open_all(int peer, char *words[])
{
	char opened[8 * AF_MAX] = "";

	if (peer != -1)
		return;
	if (is_way(words, "notified"))
		notify_of(SYS_socket, SYS_socket);
	for (int family = 1; family < AF_MAX; family++)
		if (opens(family, words))
			(void)sprintf(opened + strlen(opened), " %d", family);
	say("families%s", opened);
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, open_all);
}
