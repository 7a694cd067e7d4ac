#include "sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/keyctl.h>
#include <linux/mount.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox/cover.h"
#include "sandbox/apart.h"
#include "sandbox/etc.h"
#include "sandbox/host.h"
#include "sandbox/ids.h"
#include "sandbox/mounts.h"
#include "sandbox/own_files.h"
#include "sandbox/settings.h"

static bool take(struct sandbox *world, const char *part, int flag)
{
	if (unshare(flag) == 0)
		return true;
	sandbox_lacks(world, part, errno);
	return false;
}

/* clone(2), which glibc has as a library call that wants a stack: here it is a fork(2). */
static pid_t fork_into(int namespaces)
{
	return (pid_t)syscall(SYS_clone, namespaces | SIGCHLD, 0, 0, 0, 0);
}

/* Piece by piece; but without a /proc of its own no numbers of its own, and the reverse. */
static pid_t fork_into_some(struct sandbox *world, int error)
{
	pid_t child = fork_into(0);

	if (child != 0)
		return child;
	world->net = take(world, "net", CLONE_NEWNET);
	world->mount = take(world, "mount", CLONE_NEWNS);
	world->ipc = take(world, "ipc", CLONE_NEWIPC);
	sandbox_lacks(world, "pid", error);
	return child;
}

static pid_t fork_into_most(struct sandbox *world, bool pid)
{
	const int most = CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWIPC | (pid ? CLONE_NEWPID : 0);
	pid_t child = fork_into(CLONE_NEWUSER | most);

	world->user = child >= 0;
	if (child < 0) {
		sandbox_lacks(world, "user", errno);
		child = fork_into(most);
	}
	if (child < 0)
		return fork_into_some(world, errno);
	world->net = world->mount = world->ipc = true;
	world->pid = pid;
	if (!pid)
		sandbox_lacks(world, "pid", EPERM);
	return child;
}

pid_t sandbox_fork(struct sandbox *world, bool pid, const struct ids *user)
{
	struct ids outside = ids_now();
	pid_t child;
	int rc;

	*world = (struct sandbox){ 0 };
	cover_look(&world->covers);
	child = fork_into_most(world, pid);
	rc = child == 0 && world->user ? ids_map(user, &outside) : 0;
	if (rc)
		sandbox_lacks(world, "user", -rc);
	return child;
}

/* Each frame is as large as the wire would have it: nothing is cut, or put together, on the way. */
static int leave_frames_alone(int fd)
{
	static const uint32_t which[] = { ETHTOOL_STSO, ETHTOOL_SGSO, ETHTOOL_SGRO };

	for (size_t i = 0; i < sizeof(which) / sizeof(*which); i++) {
		struct ethtool_value off = { .cmd = which[i], .data = 0 };
		struct ifreq ask = { .ifr_name = "lo", .ifr_data = (char *)&off };

		if (ioctl(fd, SIOCETHTOOL, &ask) < 0)
			return -errno;
	}
	return 0;
}

static bool is_up(int fd)
{
	struct ifreq lo = { .ifr_name = "lo" };

	return ioctl(fd, SIOCGIFFLAGS, &lo) == 0 && lo.ifr_flags & IFF_UP;
}

/* gVisor's is up from the start, with a size that nobody may set. */
static int set_size(struct sandbox *world, int fd, int mtu)
{
	struct ifreq size = { .ifr_name = "lo", .ifr_mtu = mtu };
	int rc = ioctl(fd, SIOCSIFMTU, &size) < 0 ? -errno : 0;

	if (rc && is_up(fd)) {
		sandbox_lacks(world, "mtu", -rc);
		rc = 0;
	}
	if (ioctl(fd, SIOCGIFMTU, &size) == 0)
		world->mtu = size.ifr_mtu;
	return rc;
}

static int bring_lo_up(struct sandbox *world, const struct wishes *wishes)
{
	struct ifreq up = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int rc = 0;

	if (fd < 0)
		return -errno;
	if (!wishes->offload)
		rc = leave_frames_alone(fd);
	if (!rc)
		rc = set_size(world, fd, wishes->mtu);
	if (!rc && !is_up(fd) && ioctl(fd, SIOCSIFFLAGS, &up) < 0)
		rc = -errno;
	(void)close(fd);
	return rc;
}

static bool is_asked(const struct wishes *wishes, const char *name)
{
	for (int i = 0; i < wishes->settings; i++)
		if (!strcmp(wishes->setting[i].name, name))
			return true;
	return false;
}

/* Only a network of its own: else it would be the machine's. */
static void furnish_settings(struct sandbox *world, const struct wishes *wishes)
{
	const struct setting *ours = world->net ? settings_of_ours() : NULL;
	int rc;

	for (; ours && ours->name; ours++)
		if (!is_asked(wishes, ours->name) && (rc = sandbox_set(world, ours)) != 0)
			sandbox_lacks(world, ours->name, -rc);
	if (wishes->as_host && world->net)
		host_furnish(world);
	for (int i = 0; i < wishes->settings && !world->refused; i++) {
		rc = world->net ? sandbox_set(world, &wishes->setting[i]) : -EPERM;
		world->refused = rc ? wishes->setting[i].name : NULL;
		world->refused_error = -rc;
	}
}

/* Its address, if it has come up: if_inet6, proc(5). */
static bool has_ipv6(void)
{
	char text[64] = "";
	FILE *file = fopen("/proc/self/net/if_inet6", "re");

	if (!file)
		return false;
	(void)!fgets(text, sizeof(text), file);
	(void)fclose(file);
	return text[0] != '\0';
}

static int add_device(const char *name)
{
	char from[64], onto[64];
	int rc;

	(void)snprintf(from, sizeof(from), "/dev/%s", name);
	(void)snprintf(onto, sizeof(onto), "/run/dev/%s", name);
	rc = make_file(onto);
	return rc ? rc : bind_mount(from, onto, false);
}

static int link_devices(void)
{
	static const char *const links[][2] = {
		{ "pts/ptmx", "/run/dev/ptmx" },
		{ "/proc/self/fd", "/run/dev/fd" },
		{ "/proc/self/fd/0", "/run/dev/stdin" },
		{ "/proc/self/fd/1", "/run/dev/stdout" },
		{ "/proc/self/fd/2", "/run/dev/stderr" },
	};

	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++)
		if (symlink(links[i][0], links[i][1]) < 0)
			return -errno;
	return 0;
}

/* The devices every program may expect, none of which holds anything. */
static int furnish_dev(void)
{
	static const char *const devices[] = { "null", "zero", "full", "random", "urandom", "tty" };
	int rc = make_folder("/run/dev");

	if (!rc)
		rc = mount_new("tmpfs", "/run/dev", "size=1m,nr_inodes=1k,mode=755",
			       MS_NOSUID | MS_NOEXEC);
	for (size_t i = 0; !rc && i < sizeof(devices) / sizeof(*devices); i++)
		rc = add_device(devices[i]);
	if (!rc)
		rc = make_folder("/run/dev/" COVER_FOLDER);
	if (!rc)
		rc = make_file("/run/dev/" COVER_FILE);
	if (!rc)
		rc = make_folder("/run/dev/pts");
	if (!rc)
		rc = make_folder("/run/dev/shm");
	return rc ? rc : link_devices();
}

static void furnish_names(struct sandbox *world)
{
	int rc = etc_furnish();

	world->names = !rc;
	if (rc)
		sandbox_lacks(world, "names", -rc);
}

static int set_attributes(const char *path, unsigned flags, struct mount_attr attributes)
{
	long rc = syscall(SYS_mount_setattr, AT_FDCWD, path, flags, &attributes,
			  sizeof(attributes));

	return rc < 0 ? -errno : 0;
}

static int freeze_files(const struct sandbox *world)
{
	const struct mount_attr read_only = { .attr_set = MOUNT_ATTR_RDONLY };
	const struct mount_attr writable = { .attr_clr = MOUNT_ATTR_RDONLY };
	int rc = set_attributes("/", AT_RECURSIVE, read_only);

	/* Where no others are seen, a process may write of itself, as any may. */
	return rc || !world->proc ? rc : set_attributes("/proc", 0, writable);
}

static int furnish_files(struct sandbox *world, int roles)
{
	const struct mount_attr read_only = { .attr_set = MOUNT_ATTR_RDONLY };
	int rc = freeze_files(world);

	if (!rc)
		rc = mount_new("tmpfs", "/run", "size=64m,nr_inodes=16k,mode=755",
			       MS_NOSUID | MS_NODEV);
	if (!rc)
		rc = furnish_dev();
	if (!rc)
		rc = own_files_prepare(world, roles);
	if (!rc)
		furnish_names(world);
	if (!rc && mount("/run/dev", "/dev", NULL, MS_MOVE, NULL) < 0)
		rc = -errno;
	if (!rc)
		rc = set_attributes("/dev", 0, read_only);
	if (!rc && cover_known(world))
		sandbox_lacks(world, "a cover over the machine's sockets", EINVAL);
	return rc;
}

static int make_read_only(const char *path)
{
	int rc = bind_mount(path, path, true);

	return rc == -ENOENT ? 0 : rc;	/* a kernel without it */
}

/*
 * To whom the machine's root is, whatever it is called in here, the kernel's own settings are open
 * with no capability asked for: kernel/sysctl.c, fs/proc/proc_sysctl.c (test_perm).
 */
static int protect_proc(void)
{
	static const char *const settings[] = { "/proc/sys", "/proc/sysrq-trigger", "/proc/irq",
						"/proc/bus", "/proc/fs", "/proc/acpi" };
	int rc = 0;

	for (size_t i = 0; !rc && i < sizeof(settings) / sizeof(*settings); i++)
		rc = make_read_only(settings[i]);
	return rc;
}

/* Mounts that are made here must not be seen outside. A chroot(2) has no mount of its own. */
static bool is_apart(struct sandbox *world)
{
	if (!world->mount)
		return false;
	if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0)
		return true;
	sandbox_lacks(world, "files", errno);
	return false;
}

/* Keys are the user's, and outlive a run (keyrings(7)), where the kernel has them at all. */
static void leave_keyring(void)
{
	(void)syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL);
}

void sandbox_furnish(struct sandbox *world, const struct wishes *wishes, int roles)
{
	/* Of processes that one may not trace nothing is seen, either: proc(5), "hidepid". */
	const char *const hidden = "hidepid=ptraceable";
	bool apart = is_apart(world);
	int rc;

	leave_keyring();
	/* First: a container that hides parts of its /proc forbids a new one (fs/namespace.c). */
	world->proc = world->pid && apart &&
		      !mount_new("proc", "/proc", hidden, MS_NOSUID | MS_NODEV | MS_NOEXEC);
	if (world->pid && !world->proc)
		return;
	furnish_settings(world, wishes);
	if (world->proc && protect_proc() != 0) {
		world->proc = false;
		return;
	}
	if (apart) {
		rc = furnish_files(world, roles);
		world->files = !rc;
		if (rc)
			sandbox_lacks(world, "files", -rc);
	}
	rc = world->net ? bring_lo_up(world, wishes) : 0;
	world->lo = !rc;
	if (rc)
		sandbox_lacks(world, "lo", -rc);
	world->ipv6 = world->net && has_ipv6();
	apart_look(world);
}
