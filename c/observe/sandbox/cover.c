#include "sandbox/cover.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sandbox/mounts.h"

#define NOTHING "/run/nothing"
#define NO_FILE "/run/no-file"

/* So deep is gone into folders below which something is mounted: /var/lib/docker/overlay2/ID. */
enum { DEPTH = 5 };

/* The world's own already, or made by the kernel. */
static const char *const NOT_COVERED[] = { "proc", "sys", "dev", "run" };

static void cover_below(struct sandbox *world, const char *path, int depth);

static int cover(const char *path)
{
	/* As ".", because overlayfs takes "," and ":" in a path for its own. */
	if (chdir(path) < 0)
		return -errno;
	return mount_new("overlay", path, "lowerdir=" NOTHING ":.",
			 MS_RDONLY | MS_NOSUID | MS_NODEV);
}

/* Is anything mounted below a folder? The kernel lays no cover over that: own_files.c says why. */
static bool has_mount_below(const char *folder)
{
	FILE *mounts = fopen("/proc/self/mountinfo", "re");
	size_t len = strlen(folder);
	char line[2 * SANDBOX_PATH], path[SANDBOX_PATH];
	bool has = false;

	while (mounts && !has && fgets(line, sizeof(line), mounts))
		has = sscanf(line, "%*d %*d %*s %*s %4095s", path) == 1 &&
		      !strncmp(path, folder, len) && path[len] == '/';
	if (mounts)
		(void)fclose(mounts);
	return has;
}

static void cover_folder(struct sandbox *world, const char *path, int depth)
{
	char part[SANDBOX_REASON];
	int rc = cover(path);

	/* Where we may not go, no role may. */
	if (!rc || rc == -EACCES)
		return;
	if (depth > 0 && has_mount_below(path)) {
		cover_below(world, path, depth - 1);
		return;
	}
	(void)snprintf(part, sizeof(part), "a cover over the sockets in %.40s", path);
	sandbox_lacks(world, part, -rc);
}

static void cover_entry(struct sandbox *world, const char *path, int depth)
{
	struct stat info;

	if (lstat(path, &info) < 0)
		return;
	if (S_ISDIR(info.st_mode))
		cover_folder(world, path, depth);
	else if (S_ISSOCK(info.st_mode))
		(void)bind_mount(NO_FILE, path, true);
}

static bool is_excepted(const char *folder, const char *name)
{
	if (!strcmp(name, ".") || !strcmp(name, ".."))
		return true;
	for (size_t i = 0; !*folder && i < sizeof(NOT_COVERED) / sizeof(*NOT_COVERED); i++)
		if (!strcmp(name, NOT_COVERED[i]))
			return true;
	return false;
}

/* @path: without a slash at its end, so "" for the root */
static void cover_below(struct sandbox *world, const char *path, int depth)
{
	DIR *folder = opendir(*path ? path : "/");
	char below[SANDBOX_PATH];
	struct dirent *entry;

	while (folder && (entry = readdir(folder)))
		if (!is_excepted(path, entry->d_name) &&
		    snprintf(below, sizeof(below), "%s/%s", path, entry->d_name) <
			    (int)sizeof(below))
			cover_entry(world, below, depth);
	if (folder)
		(void)closedir(folder);
}

static int make_empty_file(void)
{
	int fd = open(NO_FILE, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	return fd < 0 || close(fd) < 0 ? -errno : 0;
}

int cover_sockets(struct sandbox *world)
{
	int rc, here = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (here < 0)
		return -errno;
	rc = make_folder(NOTHING);
	if (!rc)
		rc = make_empty_file();
	if (!rc)
		cover_below(world, "", DEPTH);
	if (fchdir(here) < 0 && !rc)
		rc = -errno;
	(void)close(here);
	return rc;
}
