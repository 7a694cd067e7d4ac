/* names: numbers by their names, names by their numbers. */
#include "text/names.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/socket.h>

#include "check.h"

static void errors(void)
{
	static const struct {
		int number;
		const char *name;
	} rows[] = {
		{ EPERM, "EPERM" }, { EPIPE, "EPIPE" }, { EAGAIN, "EAGAIN" }, { ENOTCONN, "ENOTCONN" },
		{ ECONNRESET, "ECONNRESET" }, { EADDRINUSE, "EADDRINUSE" }, { 512, "ERESTARTSYS" },
		{ 9999, "E9999" },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		expect_text("errno_name", errno_name(rows[i].number), rows[i].name);
	for (int number = 1; number < 1024; number++)
		expect(errno_number(errno_name(number)) == number, errno_name(number));
	ok("names: errors, there and back");
}

static void signals(void)
{
	expect_text("signal_name", signal_name(SIGPIPE), "SIGPIPE");
	expect_text("signal_name", signal_name(SIGKILL), "SIGKILL");
	expect_text("signal_name", signal_name(64), "SIG64");
	for (int number = 1; number <= 64; number++)
		expect(signal_number(signal_name(number)) == number, signal_name(number));
	for (int number = 1; number < 32; number++)	/* the standard ones: signal(7) */
		expect(name_of(NAMES_SIGNAL, number) != NULL, signal_name(number));
	ok("names: signals, there and back");
}

static void no_such_name(void)
{
	static const char *const wrong[] = {
		"", "E", "SIG", "PIPE", "sigpipe", "epipe", "SIGPIP", "SIGPIPEE", "EPIP", "E-1", "E 1",
		"E1x", "SIG0", "SIG-1", "SIG 1", "SIG1x", "SIG99999999999999999999", "E4096",
	};

	for (size_t i = 0; i < COUNT(wrong); i++) {
		expect(errno_number(wrong[i]) == -1, wrong[i]);
		expect(signal_number(wrong[i]) == -1, wrong[i]);
	}
	ok("names: what is no name");
}

static const struct name *const TABLES[] = {	/* ended by NULL */
	NAMES_DOMAIN, NAMES_TYPE, NAMES_TYPE_FLAG, NAMES_HOW, NAMES_MSG, NAMES_WAIT, NAMES_FCNTL,
	NAMES_EPOLL_OP, NAMES_SIGNAL, NAMES_SIG_HOW, NAMES_LEVEL, NAMES_SO, NAMES_TCP, NAMES_IP,
	NAMES_IPV6, NULL,
};

/* A second name for a number, or a second number for a name, would never be found. */
static void tables_are_plain(void)
{
	for (const struct name *const *table = TABLES; *table; table++) {
		assert((*table)->name);
		for (const struct name *a = *table; a->name; a++)
			for (const struct name *b = a + 1; b->name; b++)
				expect(a->value != b->value && strcmp(a->name, b->name) != 0, a->name);
	}
	ok("names: no table has a number or a name twice");
}

static void by_number(void)
{
	static const struct {
		const struct name *table;
		long value;
		const char *name;
	} rows[] = {
		{ NAMES_DOMAIN, AF_INET6, "AF_INET6" }, { NAMES_TYPE, SOCK_DGRAM, "SOCK_DGRAM" },
		{ NAMES_HOW, SHUT_RD, "SHUT_RD" }, { NAMES_HOW, SHUT_RDWR, "SHUT_RDWR" },
		{ NAMES_LEVEL, IPPROTO_TCP, "IPPROTO_TCP" }, { NAMES_SO, SO_LINGER, "SO_LINGER" },
		{ NAMES_TCP, TCP_NODELAY, "TCP_NODELAY" }, { NAMES_IP, IP_TOS, "IP_TOS" },
		{ NAMES_IPV6, IPV6_V6ONLY, "IPV6_V6ONLY" },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		expect_text("name_of", name_of(rows[i].table, rows[i].value), rows[i].name);
	assert(!name_of(NAMES_HOW, 3));
	assert(!name_of(NAMES_DOMAIN, -1));
	ok("names: of the tables");
}

int main(void)
{
	errors();
	signals();
	no_such_name();
	tables_are_plain();
	by_number();
	return 0;
}
