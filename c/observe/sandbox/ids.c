#include "sandbox/ids.h"

#include <stdio.h>
#include <unistd.h>

#include "sandbox/settings.h"

struct ids ids_now(void)
{
	return (struct ids){ geteuid(), getegid() };
}

int ids_map(const struct ids *inside, const struct ids *outside)
{
	char text[64];
	int rc;

	(void)snprintf(text, sizeof(text), "%u %u 1", inside->uid, outside->uid);
	rc = file_write("/proc/self/uid_map", text);
	/* Required before an ordinary user may map a group: user_namespaces(7). */
	if (!rc)
		rc = file_write("/proc/self/setgroups", "deny");
	(void)snprintf(text, sizeof(text), "%u %u 1", inside->gid, outside->gid);
	return rc ? rc : file_write("/proc/self/gid_map", text);
}
