/*
 * names_another_protocol: name a protocol, and not the one that is meant.
 *
 * The mistake: a number where 0 would have done, taken from a table of other
 * things. It is made because IPPROTO_RAW, 255, and the like look like a way to
 * say "any"; the system takes them at their word.
 * Broken: notes, chapter 2 (the type selects the protocol); POSIX socket().
 * Sound: default_protocols, made another way.
 *
 * Says:  stream: protocol NUMBER, or stream: the reason why it was not made
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"

int main(int argc, char *argv[])
{
	struct address target;
	if (argc != 3 || address_parse(&target, argv[1], argv[2]) == -1)
		usage("HOST PORT");

	int stream = socket(target.name.sa_family, SOCK_STREAM, IPPROTO_RAW);
	if (stream == -1) {
		say("stream: %s", strerror(errno));
		return 0;
	}

	int protocol;
	socklen_t len = sizeof(protocol);
	must(getsockopt(stream, SOL_SOCKET, SO_PROTOCOL, &protocol, &len), "ask for SO_PROTOCOL");
	say("stream: protocol %d", protocol);
	(void)connect(stream, &target.name, target.len);
	must(close(stream), "close");
	return 0;
}
