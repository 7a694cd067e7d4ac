#include "octets.h"

#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "transfer.h"

enum { ROOM = 65536 };

/* Room for @more bytes, and one: so that there is something to allocate where nothing is added. */
static char *grown(struct octets *octets, size_t more)
{
	char *all = realloc((char *)octets->at, octets->len + more + 1);

	if (all == NULL)
		cannot("allocate a message");
	octets->at = all;
	return all + octets->len;
}

void octets_add(struct octets *octets, const char *at, size_t len)
{
	memcpy(grown(octets, len), at, len);
	octets->len += len;
}

void octets_add_often(struct octets *octets, struct octets more, size_t times)
{
	char *to = grown(octets, more.len * times);

	for (size_t i = 0; i < times; i++)
		memcpy(to + i * more.len, more.at, more.len);
	octets->len += more.len * times;
}

ssize_t octets_read(int fd, struct octets *octets)
{
	ssize_t got = read_some(fd, grown(octets, ROOM), ROOM);

	if (got > 0)
		octets->len += (size_t)got;
	return got;
}

void octets_drop(struct octets *octets, size_t len)
{
	if (len == 0)
		return;
	octets->len -= len;
	memmove((char *)octets->at, octets->at + len, octets->len);
}

void octets_free(struct octets *octets)
{
	free((char *)octets->at);
	*octets = (struct octets){ NULL, 0 };
}
