/*
 * asks_for_names_in_digits: have a name looked up where digits were wanted.
 *
 * The mistake: AI_NUMERICHOST is left out, and so what a user types into a field for an
 * address may be a question to a name server. It is made because for digits both
 * calls give the same.
 * Broken: POSIX getaddrinfo(): with AI_NUMERICHOST no name service is to be asked.
 * Sound: impossible_lookups, but for 2 lines.
 *
 * Says:  for each: what was asked, and the error's name; found, if there is none
 * Exit:  0 done; 2 wrong usage
 */
#include <netdb.h>
#include <stddef.h>
#include <sys/socket.h>

#include "fixture.h"

static const char *error_name(int error)
{
	switch (error) {
	case 0:
		return "found";
	case EAI_NONAME:
		return "EAI_NONAME";
	case EAI_SERVICE:
		return "EAI_SERVICE";
	case EAI_FAMILY:
		return "EAI_FAMILY";
	case EAI_SOCKTYPE:
		return "EAI_SOCKTYPE";
	case EAI_BADFLAGS:
		return "EAI_BADFLAGS";
	default:
		return gai_strerror(error);
	}
}

static void ask(const char *what, const char *node, const char *service, struct addrinfo hints)
{
	struct addrinfo *found;

	int error = getaddrinfo(node, service, &hints, &found);
	if (error == 0)
		freeaddrinfo(found);
	say("%s: %s", what, error_name(error));
}

int main(int argc, char *argv[])
{
	(void)argv;
	if (argc != 1)
		usage("");
	const char *name = "www.example.test", *local = "127.0.0.1";
	struct addrinfo stream = { .ai_socktype = SOCK_STREAM };

	ask("nothing", NULL, NULL, stream);
	ask("a name that must be digits", name, "80", stream);
	ask("a service that must be digits", local, "http",
	    (struct addrinfo){ .ai_flags = AI_NUMERICSERV, .ai_socktype = SOCK_STREAM });
	ask("an unknown service", local, "no-such-service", stream);
	ask("an unknown family", local, "80", (struct addrinfo){ .ai_family = 9999 });
	ask("an unknown type", local, "80", (struct addrinfo){ .ai_socktype = 9999 });
	ask("unknown flags", local, "80", (struct addrinfo){ .ai_flags = 0x40000000 });
	return 0;
}
