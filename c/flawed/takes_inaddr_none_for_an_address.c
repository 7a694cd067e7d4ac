/*
 * takes_inaddr_none_for_an_address: use what inet_addr() returns, whatever it is.
 *
 * The mistake: no look at the result. It is made because the function has the
 * form of one that cannot fail; what is no address becomes 255.255.255.255, and
 * that is sent to.
 * Broken: notes, chapter 3; POSIX inet_addr(): (in_addr_t)(-1) for a failure.
 * Sound: address_texts, but for 11 lines.
 *
 * Says:  "TEXT": bytes A A A A, back TEXT
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <arpa/inet.h>
#include <string.h>

#include "fixture.h"

int main(int argc, char *argv[])
{
	(void)argv;
	if (argc != 1)
		usage("");

	static const char *const texts[] = {
		"127.0.0.1", "0.0.0.0",	 "203.0.113.254", "256.0.0.1", "1.2.3.4.5",
		"127.1",     "1.2.3.4 ", "loopback",	  "",
	};
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct in_addr address = { .s_addr = inet_addr(texts[i]) };
		unsigned char bytes[4];
		char back[INET_ADDRSTRLEN];

		if (inet_ntop(AF_INET, &address, back, sizeof(back)) == NULL)
			cannot("convert an address to text");
		memcpy(bytes, &address, sizeof(bytes));
		say("\"%s\": bytes %u %u %u %u, back %s", texts[i], bytes[0], bytes[1], bytes[2],
		    bytes[3], back);
	}
	return 0;
}
