#include "calls/table.h"

#include <string.h>

static const struct call_kind *const FAMILIES[] = {
	SOCKET_CALLS,  TRANSFER_CALLS, DESCRIPTOR_CALLS, READINESS_CALLS,
	PROCESS_CALLS, SIGNAL_CALLS,   TIMER_CALLS,	 REACH_CALLS,
	REFUSED_CALLS, BOUNDED_CALLS,  SANDBOX_CALLS,	 RING_CALLS,
	NULL
};

const struct call_kind *calls_at(size_t place)
{
	for (size_t i = 0; FAMILIES[i]; i++)
		for (const struct call_kind *row = FAMILIES[i]; row->name; row++)
			if (place-- == 0)
				return row;
	return NULL;
}

const struct call_kind *calls_named(const char *name)
{
	const struct call_kind *row;

	for (size_t i = 0; (row = calls_at(i)); i++)
		if (!strcmp(row->name, name))
			return row;
	return NULL;
}
