/* writes_into_the_checkout: and elsewhere; says where it could. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"

static void attempt(const char *path, int flags)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | flags, 0644);

	say("%s %s", path, fd < 0 ? strerrorname_np(errno) : "open");
	if (fd >= 0)
		must(close(fd), "close");
}

int main(int argc, char *argv[])
{
	for (int i = 1; i < argc; i++)
		attempt(argv[i], O_CREAT | O_EXCL);
	attempt("/etc/sockspec-was-here", O_CREAT | O_EXCL);
	attempt("/usr/sockspec-was-here", O_CREAT | O_EXCL);
	attempt("/proc/sysrq-trigger", 0);
	attempt("/proc/sys/kernel/core_pattern", 0);
	attempt("/proc/sys/vm/drop_caches", 0);
	attempt("/sys/kernel/mm/transparent_hugepage/enabled", 0);
	return 0;
}
