#include "sandbox/ids.h"

#include <stdio.h>

#include "sandbox/settings.h"

int ids_map(uid_t uid, gid_t gid)
{
	char text[64];
	int rc;

	(void)snprintf(text, sizeof(text), "%u %u 1", uid, uid);
	rc = file_write("/proc/self/uid_map", text);
	/* Required before an ordinary user may map a group: user_namespaces(7). */
	if (!rc)
		rc = file_write("/proc/self/setgroups", "deny");
	(void)snprintf(text, sizeof(text), "%u %u 1", gid, gid);
	return rc ? rc : file_write("/proc/self/gid_map", text);
}
