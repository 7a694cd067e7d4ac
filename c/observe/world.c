#include "world.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static void lacks(struct world *world, const char *part, int error)
{
	if (world->missing_count < WORLD_PARTS)
		(void)snprintf(world->missing[world->missing_count++], WORLD_REASON, "%s: %s",
			       part, strerror(error));
}

static int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t done;

	if (fd < 0)
		return -errno;
	done = write(fd, text, strlen(text));
	if (done < 0) {
		int error = errno;

		(void)close(fd);
		return -error;
	}
	return close(fd) < 0 ? -errno : 0;
}

/* The same user inside as outside, so that files belong to whom they belong. */
static int map_ids(uid_t uid, gid_t gid)
{
	char text[64];
	int rc;

	(void)snprintf(text, sizeof(text), "%u %u 1", uid, uid);
	rc = write_file("/proc/self/uid_map", text);
	/* Required before an ordinary user may map a group: user_namespaces(7). */
	if (!rc)
		rc = write_file("/proc/self/setgroups", "deny");
	(void)snprintf(text, sizeof(text), "%u %u 1", gid, gid);
	return rc ? rc : write_file("/proc/self/gid_map", text);
}

static bool take(struct world *world, const char *part, int flag)
{
	if (unshare(flag) == 0)
		return true;
	lacks(world, part, errno);
	return false;
}

void world_leave(struct world *world)
{
	const int all = CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC;
	uid_t uid = geteuid();
	gid_t gid = getegid();
	int rc;

	*world = (struct world){ 0 };
	if (unshare(all) == 0) {
		world->user = world->net = world->pid = world->mount = world->ipc = true;
	} else {
		world->user = take(world, "user", CLONE_NEWUSER);
		world->net = take(world, "net", CLONE_NEWNET);
		world->pid = take(world, "pid", CLONE_NEWPID);
		world->mount = take(world, "mount", CLONE_NEWNS);
		world->ipc = take(world, "ipc", CLONE_NEWIPC);
	}
	rc = world->user ? map_ids(uid, gid) : 0;
	if (rc)
		lacks(world, "user", -rc);
}

static int bring_lo_up(void)
{
	struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int rc;

	if (fd < 0)
		return -errno;
	rc = ioctl(fd, SIOCSIFFLAGS, &request) < 0 ? -errno : 0;
	(void)close(fd);
	return rc;
}

static int add_device(const char *name)
{
	char path[64];
	int fd, source;
	int rc = 0;

	(void)snprintf(path, sizeof(path), "/dev/%s", name);
	source = open_tree(AT_FDCWD, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	(void)snprintf(path, sizeof(path), "/run/dev/%s", name);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (source < 0 || fd < 0 ||
	    move_mount(source, "", AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH) < 0)
		rc = -errno;
	if (fd >= 0)
		(void)close(fd);
	if (source >= 0)
		(void)close(source);
	return rc;
}

static int make_folder(const char *path)
{
	return mkdir(path, 0755) < 0 && errno != EEXIST ? -errno : 0;
}

static int mount_new(const char *type, const char *where, const char *options, unsigned long flags)
{
	return mount(type, where, type, flags, options) < 0 ? -errno : 0;
}

/* The devices every program may expect, none of which holds anything. */
static int furnish_dev(void)
{
	static const char *const devices[] = { "null", "zero", "full", "random", "urandom", "tty" };
	int rc = make_folder("/run/dev");

	if (!rc)
		rc = mount_new("tmpfs", "/run/dev", "size=1m,mode=755", MS_NOSUID | MS_NOEXEC);
	for (size_t i = 0; !rc && i < sizeof(devices) / sizeof(*devices); i++)
		rc = add_device(devices[i]);
	if (!rc)
		rc = make_folder("/run/dev/pts") ? -errno : make_folder("/run/dev/shm");
	if (!rc)
		rc = mount_new("devpts", "/run/dev/pts", "newinstance,ptmxmode=0666,mode=620",
			       MS_NOSUID | MS_NOEXEC);
	if (!rc && (symlink("pts/ptmx", "/run/dev/ptmx") < 0 ||
		    symlink("/proc/self/fd", "/run/dev/fd") < 0))
		rc = -errno;
	return rc;
}

/*
 * A writable layer over @path, kept in the tmpfs at /run. "," and ":" in a path would
 * end overlayfs' options, so such a folder stays read-only.
 */
static int furnish_layer(const char *path, const char *name)
{
	char options[4096 + 128], upper[64], work[64];
	int rc;

	if (strpbrk(path, ",:\\"))
		return -EINVAL;
	(void)snprintf(upper, sizeof(upper), "/run/%s", name);
	(void)snprintf(work, sizeof(work), "/run/%s-work", name);
	rc = make_folder(upper);
	if (!rc)
		rc = make_folder(work);
	if (rc)
		return rc;
	(void)snprintf(options, sizeof(options), "lowerdir=%s,upperdir=%s,workdir=%s", path, upper,
		       work);
	return mount_new("overlay", path, options, MS_NOSUID | MS_NODEV);
}

static bool is_inside(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	return !strncmp(path, folder, len) && (path[len] == '/' || !path[len]);
}

static int furnish_layers(void)
{
	char here[4096];
	int rc = furnish_layer("/tmp", "tmp");

	if (rc)
		return rc;
	if (!getcwd(here, sizeof(here)))
		return -errno;
	if (!is_inside(here, "/tmp"))
		rc = furnish_layer(here, "here");
	/* The process still stands in the folder below the layer. */
	return rc ? rc : chdir(here) < 0 ? -errno : 0;
}

static int protect_files(void)
{
	struct mount_attr read_only = { .attr_set = MOUNT_ATTR_RDONLY };
	int rc = mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ? -errno : 0;

	if (!rc && syscall(SYS_mount_setattr, AT_FDCWD, "/", AT_RECURSIVE, &read_only,
			   sizeof(read_only)) < 0)
		rc = -errno;
	if (!rc)
		rc = mount_new("tmpfs", "/run", "size=64m,mode=755", MS_NOSUID | MS_NODEV);
	if (!rc)
		rc = furnish_dev();
	if (!rc)
		rc = furnish_layers();
	if (!rc && mount("/run/dev", "/dev", NULL, MS_MOVE, NULL) < 0)
		rc = -errno;
	/* Hides the layers' insides. */
	if (!rc)
		rc = mount_new("tmpfs", "/run", "size=1m,mode=755", MS_NOSUID | MS_NODEV);
	return rc;
}

static int furnish_proc(void)
{
	return mount_new("proc", "/proc", NULL, MS_NOSUID | MS_NODEV | MS_NOEXEC);
}

void world_furnish(struct world *world)
{
	int rc;

	if (world->mount) {
		rc = protect_files();
		world->files = !rc;
		if (rc)
			lacks(world, "files", -rc);
	}
	if (world->pid && world->mount) {
		rc = furnish_proc();
		if (rc)
			lacks(world, "proc", -rc);
	}
	rc = world->net ? bring_lo_up() : 0;
	if (rc)
		lacks(world, "lo", -rc);
}
