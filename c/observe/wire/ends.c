#include "wire/ends.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct known_end {
	struct end end;
	int role;
	uint64_t inode;
	struct known_end *next;
};

static const struct endpoint ANYWHERE;

static size_t size_of(const struct endpoint *end)
{
	return end->v6 ? 16 : 4;
}

struct endpoint endpoint_plain(const struct endpoint *end)
{
	static const uint8_t mapped[12] = { [10] = 255, [11] = 255 };
	struct endpoint plain = { .port = end->port };

	if (!end->v6 || memcmp(end->ip, mapped, sizeof(mapped)) != 0)
		return *end;
	memcpy(plain.ip, end->ip + sizeof(mapped), 4);
	return plain;
}

bool endpoint_is_any(const struct endpoint *end)
{
	return !memcmp(end->ip, ANYWHERE.ip, size_of(end));
}

static bool same_address(const struct endpoint *a, const struct endpoint *b)
{
	return a->v6 == b->v6 && !memcmp(a->ip, b->ip, size_of(a));
}

static bool same(const struct endpoint *a, const struct endpoint *b)
{
	return a->port == b->port && (!a->port || same_address(a, b));
}

bool endpoint_covers(const struct endpoint *wide, const struct endpoint *one)
{
	return wide->port == one->port && wide->v6 == one->v6 &&
	       (endpoint_is_any(wide) || same_address(wide, one));
}

static bool same_end(const struct end *a, const struct end *b)
{
	return a->udp == b->udp && same(&a->local, &b->local) && same(&a->remote, &b->remote);
}

static struct end plain(const struct end *end)
{
	struct end result = { end->udp, endpoint_plain(&end->local), endpoint_plain(&end->remote) };

	if (!result.remote.port)
		result.remote = ANYWHERE;
	return result;
}

static bool is_tcp_pair(const struct end *end)
{
	return !end->udp && end->remote.port;
}

static uint32_t mix(uint32_t hash, const struct endpoint *end)
{
	const uint32_t prime = 16777619u;	/* FNV-1a */

	for (size_t i = 0; i < size_of(end); i++)
		hash = (hash ^ end->ip[i]) * prime;
	return (hash ^ end->port) * prime;
}

/*
 * A pair of TCP has a place of its own, because a server has many. All others of one port are
 * in one, so that those who cover each other are found there.
 */
static size_t place_of(const struct end *end)
{
	uint32_t hash = 2166136261u + end->udp;

	if (!is_tcp_pair(end))
		return ((size_t)end->local.port * 2 + end->udp) % ENDS_BUCKETS;
	hash = mix(mix(hash, &end->local), &end->remote);
	return (hash ^ hash >> 16) % ENDS_BUCKETS;
}

/* Could one packet be for both? */
static bool overlap(const struct end *a, const struct end *b)
{
	return a->udp == b->udp && !is_tcp_pair(a) && !is_tcp_pair(b) &&
	       (endpoint_covers(&a->local, &b->local) || endpoint_covers(&b->local, &a->local)) &&
	       (!a->remote.port || !b->remote.port || same(&a->remote, &b->remote));
}

static bool has_to_go(const struct known_end *known, const struct end *end, int role,
		      const struct liveness *liveness)
{
	if (same_end(&known->end, end) && (is_tcp_pair(end) || known->role == role))
		return true;
	return known->role != role && overlap(&known->end, end) &&
	       !liveness->lives(liveness->context, known->role, known->inode);
}

static void make_room(struct known_ends *ends, const struct end *end, int role,
		      const struct liveness *liveness)
{
	struct known_end **link = &ends->bucket[place_of(end)];

	while (*link) {
		struct known_end *known = *link;

		if (has_to_go(known, end, role, liveness)) {
			*link = known->next;
			free(known);
		} else {
			link = &known->next;
		}
	}
}

int ends_learn(struct known_ends *ends, const struct end *end, int role, uint64_t inode,
	       const struct liveness *liveness)
{
	struct end at = plain(end);
	struct known_end **bucket = &ends->bucket[place_of(&at)];
	struct known_end *known = malloc(sizeof(*known));

	if (!known)
		return -ENOMEM;
	make_room(ends, &at, role, liveness);
	*known = (struct known_end){ at, role, inode, *bucket };
	*bucket = known;
	return 0;
}

static int find(const struct known_ends *ends, const struct end *end)
{
	const struct known_end *known = ends->bucket[place_of(end)];
	int role = ROLE_NONE;

	for (; known && role != ROLE_SEVERAL; known = known->next)
		if (same_end(&known->end, end))
			role = role == ROLE_NONE || role == known->role ? known->role
									: ROLE_SEVERAL;
	return role;
}

static int find_server(const struct known_ends *ends, const struct end *end)
{
	struct end at = { .udp = end->udp, .local = end->local };
	int role = find(ends, &at);

	if (role != ROLE_NONE)
		return role;
	memset(at.local.ip, 0, sizeof(at.local.ip));
	return find(ends, &at);
}

int ends_role(const struct known_ends *ends, const struct end *end)
{
	struct end at = plain(end);
	int role = find(ends, &at);

	return role == ROLE_NONE ? find_server(ends, &at) : role;
}

int ends_server(const struct known_ends *ends, const struct end *end)
{
	struct end at = plain(end);
	int role = find_server(ends, &at);

	return role == ROLE_NONE ? find(ends, &at) : role;
}

uint64_t ends_socket(const struct known_ends *ends, const struct end *end)
{
	struct end at = plain(end);
	const struct known_end *known = ends->bucket[place_of(&at)];

	while (known && !same_end(&known->end, &at))
		known = known->next;
	return known ? known->inode : 0;
}

void ends_forget_socket(struct known_ends *ends, uint16_t port, uint64_t inode)
{
	const struct end at = { .udp = true, .local.port = port };
	struct known_end **link = &ends->bucket[place_of(&at)];

	while (*link) {
		struct known_end *known = *link;

		if (known->end.udp && known->inode == inode) {
			*link = known->next;
			free(known);
		} else {
			link = &known->next;
		}
	}
}

void ends_forget_all(struct known_ends *ends)
{
	for (size_t i = 0; i < ENDS_BUCKETS; i++)
		while (ends->bucket[i]) {
			struct known_end *known = ends->bucket[i];

			ends->bucket[i] = known->next;
			free(known);
		}
}
