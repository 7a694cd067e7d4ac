#include "sandbox/parts.h"

#include <stdio.h>
#include <string.h>

void sandbox_lacks(struct sandbox *world, const char *part, int error)
{
	if (world->missing_count < SANDBOX_PARTS)
		(void)snprintf(world->missing[world->missing_count++], SANDBOX_REASON, "%s: %s",
			       part, strerror(error));
}
