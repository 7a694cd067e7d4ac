/*
 * takes_an_address_for_an_error: ask inet_addr() whether a text is an address.
 *
 * The mistake: the check for INADDR_NONE, made as its page says. It refuses what is
 * no address, and the one address that looks the same: who wants to send to
 * all, cannot.
 * Broken: notes, chapter 3; inet(3): -1 is a valid address (255.255.255.255).
 * Sound: broadcast_texts, but for 11 lines.
 *
 * Says:  FUNCTION: "TEXT": ADDRESS, or FUNCTION: "TEXT": refused
 * Exit:  0 done; 2 wrong usage
 */
#include <arpa/inet.h>

#include "fixture.h"

int main(int argc, char *argv[])
{
	(void)argv;
	if (argc != 1)
		usage("");

	static const char *const texts[] = { "255.255.255.255", "256.256.256.256" };
	for (int i = 0; i < 2; i++) {
		struct in_addr address = { .s_addr = inet_addr(texts[i]) };
		char back[INET_ADDRSTRLEN];

		int good = address.s_addr != INADDR_NONE;
		say("inet_addr: \"%s\": %s", texts[i],
		    good ? inet_ntop(AF_INET, &address, back, sizeof(back)) : "refused");
	}
	return 0;
}
