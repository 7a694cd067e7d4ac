/* sockaddr: addresses as a program passes them, whole, too short and of other families. */
#include "text/sockaddr.h"

#include <netinet/in.h>
#include <stddef.h>
#include <sys/un.h>

#include "check.h"

/* A family as this machine has it in memory, then the bytes of the network. */
#define FAMILY(number) (uint8_t)((uint16_t)(number) & 255), (uint8_t)((uint16_t)(number) >> 8)

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#undef FAMILY
#define FAMILY(number) (uint8_t)((uint16_t)(number) >> 8), (uint8_t)((uint16_t)(number) & 255)
#endif

/* ip(7): family, port, address, eight bytes of nothing. */
static const uint8_t IN[] = { FAMILY(AF_INET), BE16(9190), 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0 };
/* ipv6(7): family, port, flow label, address, scope. */
static const uint8_t IN6[] = {
	FAMILY(AF_INET6), BE16(9190), 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0,
};
static const uint8_t PATH[] = { FAMILY(AF_UNIX), '/', 't', 'm', 'p', '/', 's', 0, 'x' };

static void as_text(void)
{
	static const uint8_t nameless[] = { FAMILY(AF_UNIX) };
	static const uint8_t abstract[] = { FAMILY(AF_UNIX), 0, 'a', 'b' };
	static const uint8_t none[] = { FAMILY(AF_UNSPEC), 0, 0 };
	static const uint8_t other[] = { FAMILY(17), 0, 0 };
	static const struct {
		const uint8_t *bytes;
		size_t len;
		const char *text;
	} rows[] = {
		{ IN, sizeof(IN), "127.0.0.1:9190" },
		{ IN6, sizeof(IN6), "[::1]:9190" },
		{ IN6, sizeof(IN6) - 4, "[::1]:9190" },	/* without its scope */
		{ IN6, sizeof(IN6) - 5, "short" },
		{ PATH, sizeof(PATH), "unix:/tmp/s" },
		{ PATH, sizeof(PATH) - 4, "unix:/tmp" },	/* a path may end with the length */
		{ nameless, sizeof(nameless), "unix:" },
		{ abstract, sizeof(abstract), "unix:" },
		{ none, sizeof(none), "AF_UNSPEC" },
		{ other, sizeof(other), "family 17" },
		{ IN, 1, "short" },
		{ IN, 0, "short" },
	};
	char text[SOCKADDR_TEXT];

	for (size_t i = 0; i < COUNT(rows); i++) {
		uint8_t *exact = exactly(rows[i].bytes, rows[i].len);

		sockaddr_text(text, exact, rows[i].len);
		expect_text("sockaddr_text", text, rows[i].text);
		free(exact);
	}
	ok("sockaddr: as text");
}

static void every_cut_is_short(void)
{
	char text[SOCKADDR_TEXT];

	for (size_t n = 0; n < sizeof(IN); n++) {
		uint8_t *cut = exactly(IN, n);

		sockaddr_text(text, cut, n);
		expect_text("IPv4, cut", text, "short");
		free(cut);
	}
	for (size_t n = 0; n < offsetof(struct sockaddr_in6, sin6_scope_id); n++) {
		uint8_t *cut = exactly(IN6, n);

		sockaddr_text(text, cut, n);
		expect_text("IPv6, cut", text, "short");
		free(cut);
	}
	ok("sockaddr: every truncation");
}

static void the_longest_path(void)
{
	const size_t at = offsetof(struct sockaddr_un, sun_path);
	uint8_t bytes[sizeof(struct sockaddr_storage)] = { FAMILY(AF_UNIX) };
	char text[SOCKADDR_TEXT];

	memset(bytes + at, 'p', sizeof(bytes) - at);
	sockaddr_text(text, bytes, sizeof(struct sockaddr_un));
	assert(strlen(text) == strlen("unix:") + 108);	/* unix(7) */
	sockaddr_text(text, bytes, sizeof(bytes));	/* more than the kernel takes */
	assert(strlen(text) == SOCKADDR_TEXT - 1);
	ok("sockaddr: the longest path");
}

static void as_endpoint(void)
{
	static const struct {
		const uint8_t *bytes;
		size_t len;
		const char *text;
	} rows[] = {
		{ IN, sizeof(IN), "127.0.0.1:9190" }, { IN6, sizeof(IN6), "[::1]:9190" },
		{ IN6, sizeof(IN6) - 4, "[::1]:9190" }, { IN6, sizeof(IN6) - 5, "" },
		{ IN, sizeof(IN) - 1, "" }, { IN, 1, "" }, { IN, 0, "" }, { PATH, sizeof(PATH), "" },
	};
	char text[ENDPOINT_TEXT];
	struct endpoint end;

	for (size_t i = 0; i < COUNT(rows); i++) {
		uint8_t *exact = exactly(rows[i].bytes, rows[i].len);
		bool is = sockaddr_endpoint(&end, exact, rows[i].len);

		endpoint_text(text, &end);
		expect(is == (*rows[i].text != 0), rows[i].text);
		expect_text("sockaddr_endpoint", is ? text : "", rows[i].text);
		free(exact);
	}
	ok("sockaddr: as an address and a port");
}

int main(void)
{
	as_text();
	every_cut_is_short();
	the_longest_path();
	as_endpoint();
	return 0;
}
