#include "sandbox/parts.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

void sandbox_lacks(struct sandbox *world, const char *part, int error)
{
	if (world->missing_count < SANDBOX_PARTS)
		(void)snprintf(world->missing[world->missing_count++], SANDBOX_REASON, "%s: %s",
			       part, strerror(error));
}

/* Its place in what is told; behind all, if it has not been written before. */
static int place_of(const struct sandbox *world, const char *name)
{
	int place = 0;

	while (place < world->settings && strcmp(world->setting[place].name, name) != 0)
		place++;
	return place;
}

int sandbox_set(struct sandbox *world, const struct setting *setting)
{
	int place = place_of(world, setting->name);
	int rc = place < SETTINGS_MAX ? setting_write(setting) : -ENOSPC;

	if (rc)
		return rc;
	world->setting[place] = *setting;
	if (place == world->settings)
		world->settings++;
	return 0;
}
