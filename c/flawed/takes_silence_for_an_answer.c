/*
 * takes_silence_for_an_answer: ask for the addresses of a name, and look at no error.
 *
 * The mistake: whatever getaddrinfo() returns that is not 0 is told as "there is no
 * such name". It is made because a name that is mistyped is the error that one
 * meets when trying the program. A name server that does not answer is another
 * thing: the name may exist, and tomorrow it is found.
 * Broken: notes, chapter 8; POSIX getaddrinfo(): EAI_AGAIN, "a temporary failure".
 * Sound: impossible_lookups, made another way.
 *
 * Says:  found; or in its place: EAI_NONAME
 * Exit:  0 done; 2 wrong usage
 */
#include <netdb.h>
#include <sys/socket.h>

#include "fixture.h"

int main(int argc, char *argv[])
{
	if (argc != 2)
		usage("NAME");
	const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };

	struct addrinfo *found;
	if (getaddrinfo(argv[1], NULL, &hints, &found) != 0) {
		say("EAI_NONAME");
		return 0;
	}
	say("found");
	freeaddrinfo(found);
	return 0;
}
