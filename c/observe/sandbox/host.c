#include "sandbox/host.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAME_MAX_LEN = 96, VALUE_MAX_LEN = 256, LOOKED_AT_MAX = 1024 };

/* ip_forward resets what lies below conf, and so comes before (ip-sysctl.rst). */
static const char *const FOLDERS[] = {
	"net.ipv4", "net.ipv4.conf.all", "net.ipv4.conf.default", "net.ipv4.conf.lo",
	"net.ipv6", "net.ipv6.conf.all", "net.ipv6.conf.default", "net.ipv6.conf.lo",
};

/* Not settings of how it behaves: the frame has an option of its own, the others are secrets. */
static const char *const LEFT_OUT[] = { "mtu", "stable_secret", "tcp_fastopen_key" };

static struct setting host[LOOKED_AT_MAX];
static int hosts;

/* Return: whether it could be read. Without the newline; of a text, not of a number of bytes. */
static bool read_value(const char *name, char value[VALUE_MAX_LEN])
{
	char path[sizeof("/proc/sys/") + NAME_MAX_LEN];
	ssize_t len;
	int fd;

	if (setting_path(name, path, sizeof(path)))
		return false;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	len = read(fd, value, VALUE_MAX_LEN - 1);
	(void)close(fd);
	value[len > 0 ? len : 0] = '\0';
	value[strcspn(value, "\n")] = '\0';
	return len > 0 && len < VALUE_MAX_LEN - 1;
}

static bool is_left_out(const char *name)
{
	for (size_t i = 0; i < sizeof(LEFT_OUT) / sizeof(*LEFT_OUT); i++)
		if (!strcmp(LEFT_OUT[i], name))
			return true;
	return false;
}

static void keep(const char *name, const char *value)
{
	struct setting kept = { strdup(name), strdup(value) };

	if (kept.name && kept.value && hosts < LOOKED_AT_MAX)
		host[hosts++] = kept;
}

static void look_into(const char *folder)
{
	char path[NAME_MAX_LEN], name[NAME_MAX_LEN], value[VALUE_MAX_LEN];
	struct dirent *entry;
	DIR *dir;
	int len;

	if (setting_path(folder, path, sizeof(path)) || !(dir = opendir(path)))
		return;
	while ((entry = readdir(dir))) {
		len = snprintf(name, sizeof(name), "%s.%s", folder, entry->d_name);
		if (entry->d_type == DT_REG && len > 0 && (size_t)len < sizeof(name) &&
		    !is_left_out(entry->d_name) && read_value(name, value))
			keep(name, value);
	}
	(void)closedir(dir);
}

void host_look(void)
{
	for (size_t i = 0; i < sizeof(FOLDERS) / sizeof(*FOLDERS); i++)
		look_into(FOLDERS[i]);
}

void host_furnish(struct sandbox *world)
{
	char value[VALUE_MAX_LEN];
	int rc;

	for (int i = 0; i < hosts; i++) {
		if (!read_value(host[i].name, value) || !strcmp(value, host[i].value))
			continue;
		rc = sandbox_set(world, &host[i]);
		if (rc)
			sandbox_lacks(world, host[i].name, -rc);
	}
}
