#include "sandbox/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Documentation/networking/ip-sysctl.rst has the defaults, but where something else is said. */
static const struct setting OURS[] = {
	/* The least, the first, and the most that a buffer may grow to. */
	{ "net.ipv4.tcp_rmem", "4096 131072 6291456" },
	{ "net.ipv4.tcp_wmem", "4096 16384 4194304" },
	{ "net.ipv4.tcp_notsent_lowat", "4294967295" },
	/* Every kernel has it, and every network may choose it: net/ipv4/tcp_cong.c. */
	{ "net.ipv4.tcp_congestion_control", "reno" },
	{ "net.ipv4.tcp_syncookies", "1" },
	/* As much as a machine of 4 GiB has: more than there are ports to wait in. */
	{ "net.ipv4.tcp_max_tw_buckets", "65536" },
	/* So that no caller is given the port that a server is told. */
	{ "net.ipv4.ip_local_port_range", "32768 60999" },
	{ "net.ipv4.ip_nonlocal_bind", "0" },
	{ "net.ipv6.ip_nonlocal_bind", "0" },
	{ "net.ipv6.bindv6only", "0" },
	/* Switched off where the machine was started so, or gives its own to each network. */
	{ "net.ipv6.conf.all.disable_ipv6", "0" },
	{ "net.ipv6.conf.lo.disable_ipv6", "0" },
	{ NULL, NULL },
};

_Static_assert(sizeof(OURS) / sizeof(*OURS) <= SETTINGS_OWN,
	       "more settings than there is room for");

const struct setting *settings_of_ours(void)
{
	return OURS;
}

int file_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int rc = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		rc = -errno;
	return close(fd) < 0 && !rc ? -errno : rc;
}

int setting_path(const char *name, char *path, size_t size)
{
	int len = snprintf(path, size, "/proc/sys/%s", name);

	if (len < 0 || (size_t)len >= size)
		return -ENAMETOOLONG;
	for (char *at = path + strlen("/proc/sys/"); *at; at++)
		if (*at == '.')
			*at = '/';
	return 0;
}

int setting_write(const struct setting *setting)
{
	char path[128];
	int rc = setting_path(setting->name, path, sizeof(path));

	return rc ? rc : file_write(path, setting->value);
}

int setting_parse(struct setting *setting, char *text)
{
	static const char name[] = "abcdefghijklmnopqrstuvwxyz0123456789_-.";
	size_t len = strspn(text, name);

	if (strncmp(text, "net.", 4) != 0 || text[len] != '=' || text[len - 1] == '.' ||
	    strstr(text, ".."))
		return -EINVAL;
	text[len] = '\0';
	*setting = (struct setting){ text, text + len + 1 };
	return 0;
}
