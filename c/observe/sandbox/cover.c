#include "sandbox/cover.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/mounts.h"
#include "sandbox/own_files.h"
#include "signals.h"

#define NOTHING "/dev/" COVER_FOLDER
#define NO_FILE "/dev/" COVER_FILE

/* So deep is gone into folders below which something is mounted: /var/lib/docker/overlay2/ID. */
enum { DEPTH = 5 };

/* As an exit status: that many were missed, or all. */
enum { MISSED_MAX = 255 };

/* The world's own already, or made by the kernel. */
static const char *const NOT_COVERED[] = { "/proc", "/sys", "/dev", "/run" };

static int cover_below(const struct sandbox *world, const char *path, int depth);

static int lay(const char *path)
{
	/* As ".", because overlayfs takes "," and ":" in a path for its own. */
	if (chdir(path) < 0)
		return -errno;
	return mount_new("overlay", path, "lowerdir=" NOTHING ":.",
			 MS_RDONLY | MS_NOSUID | MS_NODEV);
}

/*
 * Over a folder in which the role's own layer lies. The layer itself is moved onto the cover, not a
 * copy of it: who stands in it, as every role does when it begins, is not under the cover then.
 */
static int lay_under(const char *path, const char *layer)
{
	int tree = open_tree(AT_FDCWD, layer, OPEN_TREE_CLOEXEC);
	int rc = tree < 0 ? -errno : lay(path);

	if (!rc && move_mount(tree, "", AT_FDCWD, layer, MOVE_MOUNT_F_EMPTY_PATH) < 0)
		rc = -errno;
	if (tree >= 0)
		(void)close(tree);
	return rc;
}

static int cover(const struct sandbox *world, const char *path)
{
	const struct own_files *own = &world->own_files;
	bool contains = own->here && path_is_inside(own->here_path, path);

	if ((own->tmp && !strcmp(path, "/tmp")) || (contains && !strcmp(path, own->here_path)))
		return 0;
	return contains ? lay_under(path, own->here_path) : lay(path);
}

/* Is anything mounted below a folder? The kernel lays no cover over that: own_files.c says why. */
static bool has_mount_below(const char *folder)
{
	FILE *mounts = fopen("/proc/self/mountinfo", "re");
	size_t len = strlen(folder);
	char line[2 * PATH_MAX], path[PATH_MAX];
	bool has = false;

	while (mounts && !has && fgets(line, sizeof(line), mounts))
		has = sscanf(line, "%*d %*d %*s %*s %4095s", path) == 1 &&
		      !strncmp(path, folder, len) && path[len] == '/';
	if (mounts)
		(void)fclose(mounts);
	return has;
}

/* Return: how many folders could not be covered */
static int cover_folder(const struct sandbox *world, const char *path, int depth)
{
	int rc = cover(world, path);

	/* Where we may not go, no role may. */
	if (!rc || rc == -EACCES)
		return 0;
	return depth > 0 && has_mount_below(path) ? cover_below(world, path, depth - 1) : 1;
}

static int cover_entry(const struct sandbox *world, const char *path, int depth)
{
	struct stat info;

	if (lstat(path, &info) < 0)
		return 0;
	if (S_ISDIR(info.st_mode))
		return cover_folder(world, path, depth);
	return (S_ISSOCK(info.st_mode) || S_ISFIFO(info.st_mode)) &&
	       bind_mount(NO_FILE, path, true) < 0;
}

static bool is_known(const struct covers *covers, const char *path)
{
	for (int i = 0; i < covers->count; i++)
		if (!strcmp(covers->folder[i], path))
			return true;
	return false;
}

static bool is_excepted(const char *path)
{
	for (size_t i = 0; i < sizeof(NOT_COVERED) / sizeof(*NOT_COVERED); i++)
		if (!strcmp(path, NOT_COVERED[i]))
			return true;
	return false;
}

static bool is_dots(const char *name)
{
	return !strcmp(name, ".") || !strcmp(name, "..");
}

/* @path: without a slash at its end, so "" for the root */
static int cover_below(const struct sandbox *world, const char *path, int depth)
{
	DIR *folder = opendir(*path ? path : "/");
	char below[PATH_MAX];
	struct dirent *entry;
	int missed = 0;

	while (folder && (entry = readdir(folder)))
		if (!is_dots(entry->d_name) &&
		    snprintf(below, sizeof(below), "%s/%s", path, entry->d_name) <
			    (int)sizeof(below) &&
		    !is_excepted(below) && !is_known(&world->covers, below))
			missed += cover_entry(world, below, depth);
	if (folder)
		(void)closedir(folder);
	return missed;
}

/* @name: a socket's, as the kernel shows it: a path, one that is not from the root, or "@…" */
static void look_at(struct covers *covers, const char *name)
{
	const int room = (int)(sizeof(covers->folder) / sizeof(*covers->folder));
	char folder[sizeof(*covers->folder)] = "";

	if (*name == '@')
		return;
	if (sscanf(name, "/%62[^/]", folder + 1) != 1) {
		covers->all = true;
		return;
	}
	*folder = '/';
	if (is_excepted(folder) || is_known(covers, folder))
		return;
	if (covers->count < room)
		memcpy(covers->folder[covers->count++], folder, sizeof(folder));
	else
		covers->all = true;
}

void cover_look(struct covers *covers)
{
	FILE *sockets = fopen("/proc/net/unix", "re");
	char line[512], name[128];

	/* The first line tells what the columns are; a socket without a name has seven. */
	while (sockets && fgets(line, sizeof(line), sockets))
		if (sscanf(line, "%*x: %*x %*x %*x %*x %*x %*u %127[^\n]", name) == 1)
			look_at(covers, name);
	if (sockets)
		(void)fclose(sockets);
}

/* The layers of roles come over that later, each in its own namespace. */
int cover_known(const struct sandbox *world)
{
	struct sandbox bare = { .covers.count = 0 };
	int missed = 0;

	bare.own_files.tmp = world->own_files.tmp;
	if (world->covers.all)
		return cover_below(&bare, "", DEPTH);
	for (int i = 0; i < world->covers.count; i++)
		missed += cover_entry(&bare, world->covers.folder[i], DEPTH);
	return missed;
}

/* setns(2) wants a process that shares neither its root nor its folder with another. */
static int enter(pid_t pid)
{
	char path[64];
	int namespace;

	(void)snprintf(path, sizeof(path), "/proc/%d/ns/mnt", pid);
	namespace = open(path, O_RDONLY | O_CLOEXEC);
	return namespace < 0 || setns(namespace, CLONE_NEWNS) < 0 ? -1 : 0;
}

static int cover_within(const struct sandbox *world, pid_t pid)
{
	int missed;

	if (enter(pid) < 0)
		return MISSED_MAX;
	missed = cover_below(world, "", DEPTH);
	return missed < MISSED_MAX ? missed : MISSED_MAX - 1;
}

/* Does a link of /proc lead to where its path does not, any more: under a cover? */
static bool is_under(const char *link)
{
	struct statx held, there;
	char path[PATH_MAX];
	ssize_t len = readlink(link, path, sizeof(path) - 1);

	if (len <= 0 || path[0] != '/' ||
	    statx(AT_FDCWD, link, 0, STATX_TYPE | STATX_MNT_ID, &held) < 0)
		return false;
	path[len] = '\0';
	if (S_ISREG(held.stx_mode) || S_ISCHR(held.stx_mode) || S_ISBLK(held.stx_mode))
		return false;
	return !statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, STATX_MNT_ID, &there) &&
	       held.stx_mnt_id != there.stx_mnt_id;
}

/* @test: of "FOLDER/NAME", for each name in it */
static bool any_in(const char *folder, bool test(const char *path))
{
	DIR *entries = opendir(folder);
	char path[PATH_MAX];
	struct dirent *entry;
	bool any = false;

	while (entries && !any && (entry = readdir(entries))) {
		(void)snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		any = !is_dots(entry->d_name) && test(path);
	}
	if (entries)
		(void)closedir(entries);
	return any;
}

/* @task: /proc/PID/task/TID; each may have descriptors and a folder of its own: clone(2) */
static bool task_is_under(const char *task)
{
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "%.64s/cwd", task);
	if (is_under(path))
		return true;
	(void)snprintf(path, sizeof(path), "%.64s/fd", task);
	return any_in(path, is_under);
}

/* Of the other processes that are in this mount namespace: all of one role. */
static bool process_is_under(const char *process)
{
	char path[PATH_MAX], ours[64] = "", theirs[64] = "";
	int pid;

	if (sscanf(process, "/proc/%d", &pid) != 1 || pid == getpid())
		return false;
	(void)snprintf(path, sizeof(path), "%.64s/ns/mnt", process);
	if (readlink("/proc/self/ns/mnt", ours, sizeof(ours) - 1) < 0 ||
	    readlink(path, theirs, sizeof(theirs) - 1) < 0 || strcmp(ours, theirs) != 0)
		return false;
	(void)snprintf(path, sizeof(path), "%.64s/task", process);
	return any_in(path, task_is_under);
}

bool cover_is_evaded(pid_t pid)
{
	pid_t child = signals_fork();
	int status;

	if (child == 0)
		_exit(enter(pid) < 0 || any_in("/proc", process_is_under));
	while (child > 0 && waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return true;
	return child < 0 || !WIFEXITED(status) || WEXITSTATUS(status);
}

int cover_sockets(const struct sandbox *world, pid_t pid)
{
	pid_t child = signals_fork();
	int status;

	if (child < 0)
		return -errno;
	if (child == 0)
		_exit(cover_within(world, pid));
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	if (!WIFEXITED(status) || WEXITSTATUS(status) == MISSED_MAX)
		return -EPERM;
	return WEXITSTATUS(status);
}
