#include "sandbox/mounts.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <linux/mount.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int bind_mount(const char *from, const char *onto, bool read_only)
{
	struct mount_attr set = { .attr_set = read_only ? MOUNT_ATTR_RDONLY : 0 };
	int tree = open_tree(AT_FDCWD, from, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	int rc = 0;

	if (tree < 0)
		return -errno;
	if ((read_only &&
	     syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH, &set, sizeof(set)) < 0) ||
	    move_mount(tree, "", AT_FDCWD, onto, MOVE_MOUNT_F_EMPTY_PATH) < 0)
		rc = -errno;
	(void)close(tree);
	return rc;
}

int mount_new(const char *type, const char *where, const char *options, unsigned long flags)
{
	return mount(type, where, type, flags, options) < 0 ? -errno : 0;
}

int make_folder(const char *path)
{
	return mkdir(path, 0755) < 0 && errno != EEXIST ? -errno : 0;
}

int make_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	return fd < 0 || close(fd) < 0 ? -errno : 0;
}

bool path_is_inside(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	return !strncmp(path, folder, len) && (path[len] == '/' || !path[len]);
}
