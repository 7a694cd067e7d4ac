#include "sandbox/etc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sandbox/mounts.h"

static const struct {
	const char *name;
	bool by_default;	/* where it is not there, the library does as if it said this */
	const char *text;
} FILES[] = {
	/* One question, and five seconds to answer it, however slow the machine. */
	{ "resolv.conf", false, "nameserver 127.0.0.1\noptions timeout:5 attempts:1\n" },
	{ "hosts", false, "127.0.0.1 localhost\n::1 localhost\n" },
	{ "nsswitch.conf", false,
	  "passwd: files\ngroup: files\nhosts: files dns\nservices: files\n"
	  "protocols: files\nnetworks: files\n" },
	{ "host.conf", true, "multi on\n" },
	{ "gai.conf", true, "# the order of RFC 6724\n" },
	{ "services", false,
	  "echo 7/tcp\necho 7/udp\ndomain 53/tcp\ndomain 53/udp\nhttp 80/tcp\n" },
};

enum { FILES_COUNT = sizeof(FILES) / sizeof(*FILES), PATH_LEN = 64 };

#define OURS "/run/etc"

static int create(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	int rc = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		rc = -errno;
	return close(fd) < 0 && !rc ? -errno : rc;
}

static int write_files(void)
{
	char path[PATH_LEN];
	int rc = mkdir(OURS, 0755) < 0 && errno != EEXIST ? -errno : 0;

	for (size_t i = 0; !rc && i < FILES_COUNT; i++) {
		(void)snprintf(path, sizeof(path), OURS "/%s", FILES[i].name);
		rc = create(path, FILES[i].text);
	}
	return rc;
}

/* Two layers and none to write to: what is in the first hides the same name in the second. */
static int bind_folder(void)
{
	const unsigned long flags = MS_RDONLY | MS_NOSUID | MS_NODEV;

	return mount("overlay", "/etc", "overlay", flags, "lowerdir=" OURS ":/etc") < 0 ? -errno
											: 0;
}

static int bind_file(const char *name, bool by_default)
{
	char ours[PATH_LEN], theirs[PATH_LEN];
	int rc;

	(void)snprintf(ours, sizeof(ours), OURS "/%s", name);
	(void)snprintf(theirs, sizeof(theirs), "/etc/%s", name);
	rc = bind_mount(ours, theirs, true);
	return rc == -ENOENT && by_default ? 0 : rc;
}

int etc_furnish(void)
{
	int rc = write_files();

	if (rc || !bind_folder())
		return rc;
	for (size_t i = 0; !rc && i < FILES_COUNT; i++)
		rc = bind_file(FILES[i].name, FILES[i].by_default);
	return rc;
}
