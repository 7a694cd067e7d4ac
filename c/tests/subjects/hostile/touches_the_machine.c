/* touches_the_machine: opens for writing what the machine is set by, and what is no file of a program's. */
#include <fcntl.h>

#include "hostile.h"

static const char *const PATHS[] = {
	"/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sys/vm/drop_caches",
	"/proc/sys/net/ipv4/ip_forward", "/proc/sys/user/max_user_namespaces",
	"/proc/sysrq-trigger", "/proc/kcore", "/proc/kmsg", "/proc/1/mem", "/proc/1/oom_score_adj",
	"/sys/kernel/uevent_helper", "/sys/power/state", "/sys/fs/cgroup/cgroup.procs",
	"/dev/mem", "/dev/kmem", "/dev/kmsg", "/dev/port", "/dev/sda", "/dev/vda", "/dev/fuse",
	"/dev/net/tun", "/dev/vsock", "/etc/ld.so.preload", "/etc/passwd", "/root/hostile-was-here",
	"/var/tmp/hostile-was-here", "/hostile-was-here",
};

static void touch(int peer, char *words[])
{
	bool none = true;

	(void)words;
	if (peer != -1)
		return;
	for (size_t i = 0; i < sizeof(PATHS) / sizeof(*PATHS); i++) {
		int create = strstr(PATHS[i], WAS_HERE) || strstr(PATHS[i], "preload") ? O_CREAT : 0;
		int fd = open(PATHS[i], O_WRONLY | O_CLOEXEC | create, 0600);
		if (fd == -1)
			continue;
		none = false;
		say("opened %s", PATHS[i]);
		must(close(fd), "close");
	}
	if (none)
		say("opened nothing");
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, touch);
}
