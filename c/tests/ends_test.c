/* ends: who is who, where ports are not enough to tell. */
#include "wire/ends.h"

#include "check.h"

enum { SERVER, RELAY, CLIENT, OTHER, AGAIN };

static struct known_ends ends;
static uint64_t dead;	/* the socket that lives no more */

static bool lives(void *context, int role, uint64_t inode)
{
	(void)context;
	(void)role;
	return inode != dead;
}

static const struct liveness LIVENESS = { lives, NULL };

/* "4.1" is 127.0.0.1, "4.0" 0.0.0.0, "6.1" ::1, "6.0" ::, "m.1" ::ffff:127.0.0.1; NULL any. */
static struct endpoint at(const char *address, uint16_t port)
{
	struct endpoint end = { .v6 = address && *address != '4', .port = port };
	uint8_t last = address ? (uint8_t)(address[2] - '0') : 0;

	if (!address)
		return (struct endpoint){ 0 };
	if (*address == '6') {
		end.ip[15] = last;
	} else if (last || *address == 'm') {
		uint8_t *ip = *address == 'm' ? end.ip + 12 : end.ip;

		memcpy(ip, (const uint8_t[]){ 127, 0, 0, last }, 4);
	}
	if (*address == 'm')
		end.ip[10] = end.ip[11] = 255;
	return end;
}

static struct end end(bool udp, const char *local, uint16_t port, const char *remote, uint16_t to)
{
	return (struct end){ udp, at(local, port), at(remote, to) };
}

static void tcp(const char *local, uint16_t port, const char *remote, uint16_t to, int role,
		uint64_t inode)
{
	struct end pair = end(false, local, port, remote, to);

	assert(ends_learn(&ends, &pair, role, inode, &LIVENESS) == 0);
}

static void udp(const char *local, uint16_t port, const char *remote, uint16_t to, int role,
		uint64_t inode)
{
	struct end pair = end(true, local, port, remote, to);

	assert(ends_learn(&ends, &pair, role, inode, &LIVENESS) == 0);
}

static int who(bool is_udp, const char *local, uint16_t port, const char *remote, uint16_t to)
{
	struct end pair = end(is_udp, local, port, remote, to);

	return ends_role(&ends, &pair);
}

static int server(const char *local, uint16_t port, const char *remote, uint16_t to)
{
	struct end pair = end(false, local, port, remote, to);

	return ends_server(&ends, &pair);
}

static void done(const char *what)
{
	ends_forget_all(&ends);
	dead = 0;
	ok(what);
}

static void a_pair_is_more_than_a_port(void)
{
	tcp("4.0", 9191, NULL, 0, RELAY, 1);
	tcp("4.0", 9190, NULL, 0, SERVER, 2);
	tcp("4.1", 40000, "4.1", 9191, CLIENT, 3);
	tcp("4.1", 40000, "4.1", 9190, RELAY, 4);
	assert(who(false, "4.1", 40000, "4.1", 9191) == CLIENT);
	assert(who(false, "4.1", 40000, "4.1", 9190) == RELAY);
	assert(who(false, "4.1", 9191, "4.1", 40000) == RELAY);
	assert(who(false, "4.1", 9190, "4.1", 40000) == SERVER);
	assert(who(false, "4.1", 40000, "4.2", 9190) == ROLE_NONE);
	assert(who(true, "4.1", 9190, "4.1", 40000) == ROLE_NONE);
	done("ends: a relay that calls from the port of its caller");
}

static void two_addresses(void)
{
	tcp("4.1", 9190, NULL, 0, SERVER, 1);
	tcp("4.2", 9190, NULL, 0, OTHER, 2);
	assert(who(false, "4.1", 9190, "4.1", 40000) == SERVER);
	assert(who(false, "4.2", 9190, "4.1", 40000) == OTHER);
	assert(who(false, "4.3", 9190, "4.1", 40000) == ROLE_NONE);
	done("ends: two roles at one port of two addresses");
}

static void children_of_one_who_has_gone(void)
{
	tcp("4.0", 9190, NULL, 0, SERVER, 1);
	tcp("4.1", 9190, "4.1", 40000, SERVER, 2);
	dead = 1;
	tcp("4.0", 9190, NULL, 0, AGAIN, 3);
	assert(who(false, "4.1", 9190, "4.1", 40000) == SERVER);
	assert(who(false, "4.1", 9190, "4.1", 40001) == AGAIN);
	/* A SYN from the same port is for whoever listens now. */
	assert(server("4.1", 9190, "4.1", 40000) == AGAIN);
	tcp("4.1", 9190, "4.1", 40000, AGAIN, 4);
	assert(who(false, "4.1", 9190, "4.1", 40000) == AGAIN);
	done("ends: a listener that is taken over while its children talk");
}

static void one_calls_itself(void)
{
	tcp("4.1", 40000, "4.1", 40000, CLIENT, 1);
	assert(who(false, "4.1", 40000, "4.1", 40000) == CLIENT);
	assert(server("4.1", 40000, "4.1", 40000) == CLIENT);
	done("ends: a socket that has called itself");
}

static void an_earlier_holder(void)
{
	udp("4.0", 40000, NULL, 0, CLIENT, 1);
	udp("4.1", 40000, "4.1", 9190, CLIENT, 1);
	assert(who(true, "4.1", 40000, "4.1", 9190) == CLIENT);
	dead = 1;
	assert(who(true, "4.1", 40000, "4.1", 9190) == CLIENT);
	udp("4.0", 40000, NULL, 0, OTHER, 2);
	assert(who(true, "4.1", 40000, "4.1", 9190) == OTHER);
	assert(who(true, "4.1", 40000, "4.1", 9191) == OTHER);
	done("ends: an earlier holder is known until there is a later one");
}

static void two_hold_one(void)
{
	udp("4.1", 9190, NULL, 0, SERVER, 1);
	udp("4.1", 9190, NULL, 0, OTHER, 2);
	assert(who(true, "4.1", 9190, "4.1", 40000) == ROLE_SEVERAL);
	udp("4.1", 9190, "4.1", 40001, OTHER, 3);
	assert(who(true, "4.1", 9190, "4.1", 40001) == OTHER);
	udp("4.1", 9190, NULL, 0, SERVER, 4);
	assert(who(true, "4.1", 9190, "4.1", 40000) == ROLE_SEVERAL);
	dead = 2;
	udp("4.1", 9190, NULL, 0, SERVER, 4);
	assert(who(true, "4.1", 9190, "4.1", 40000) == SERVER);
	done("ends: two roles that share an address are not told apart, but by their pairs");
}

static void the_nearest(void)
{
	udp("4.0", 9190, NULL, 0, SERVER, 1);
	udp("4.2", 9190, NULL, 0, OTHER, 2);
	assert(who(true, "4.1", 9190, "4.1", 40000) == SERVER);
	assert(who(true, "4.2", 9190, "4.1", 40000) == OTHER);
	dead = 2;
	udp("4.0", 9190, NULL, 0, AGAIN, 3);	/* who covers the address anew */
	assert(who(true, "4.2", 9190, "4.1", 40000) == ROLE_SEVERAL);
	dead = 1;
	udp("4.0", 9190, NULL, 0, AGAIN, 3);
	assert(who(true, "4.2", 9190, "4.1", 40000) == AGAIN);
	done("ends: the address itself goes before the unspecified one");
}

static void workers_of_one(void)
{
	for (uint64_t i = 1; i < 5; i++)
		tcp("4.0", 9190, NULL, 0, SERVER, i);
	assert(who(false, "4.1", 9190, "4.1", 40000) == SERVER);
	done("ends: workers of one role, a listener each");
}

static void families(void)
{
	tcp("6.0", 9190, NULL, 0, SERVER, 1);
	assert(who(false, "6.1", 9190, "6.1", 40000) == SERVER);
	assert(who(false, "4.1", 9190, "4.1", 40000) == ROLE_NONE);
	tcp("4.0", 9190, NULL, 0, OTHER, 2);
	assert(who(false, "4.1", 9190, "4.1", 40000) == OTHER);
	tcp("m.1", 9190, "m.1", 40000, SERVER, 3);
	assert(who(false, "4.1", 9190, "4.1", 40000) == SERVER);
	assert(who(false, "m.1", 9190, "m.1", 40000) == SERVER);
	tcp("6.1", 9190, "6.1", 40000, RELAY, 4);
	assert(who(false, "6.1", 9190, "6.1", 40000) == RELAY);
	done("ends: IPv6 beside IPv4, and IPv4 in IPv6's clothes");
}

static void given_up(void)
{
	udp("4.0", 40000, NULL, 0, CLIENT, 1);
	udp("4.1", 40000, "4.1", 9190, CLIENT, 1);
	udp("4.2", 40000, NULL, 0, OTHER, 2);
	ends_forget_socket(&ends, 40000, 1);
	assert(who(true, "4.1", 40000, "4.1", 9190) == ROLE_NONE);
	assert(who(true, "4.2", 40000, "4.1", 9190) == OTHER);
	done("ends: a socket gives up its port, and another's stays");
}

static void many(void)
{
	struct end last;

	tcp("4.0", 9190, NULL, 0, SERVER, 1);
	for (uint16_t port = 20000; port < 60000; port++)
		tcp("4.1", port, "4.1", 9190, port % 2 ? CLIENT : OTHER, port);
	for (uint16_t port = 20000; port < 60000; port++)
		assert(who(false, "4.1", port, "4.1", 9190) == (port % 2 ? CLIENT : OTHER));
	last = end(false, "4.1", 59999, "4.1", 9190);
	assert(ends_socket(&ends, &last) == 59999);
	last = end(false, "4.1", 60000, "4.1", 9190);
	assert(ends_socket(&ends, &last) == 0);
	done("ends: forty thousand, none of them lost");
}

static void covering(void)
{
	struct endpoint any4 = at("4.0", 7), any6 = at("6.0", 7), one = at("4.1", 7), other = at("4.1", 8);

	assert(endpoint_is_any(&any4) && endpoint_is_any(&any6) && !endpoint_is_any(&one));
	assert(endpoint_covers(&any4, &one) && endpoint_covers(&one, &one));
	assert(!endpoint_covers(&any6, &one) && !endpoint_covers(&any4, &other) &&
	       !endpoint_covers(&one, &any4));
	ok("ends: an unspecified address covers all of its family at its port");
}

int main(void)
{
	a_pair_is_more_than_a_port();
	two_addresses();
	children_of_one_who_has_gone();
	one_calls_itself();
	an_earlier_holder();
	two_hold_one();
	the_nearest();
	workers_of_one();
	families();
	given_up();
	many();
	covering();
	return 0;
}
