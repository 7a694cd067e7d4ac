#include "sandbox/own_files.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "sandbox/mounts.h"

/* The layers of one folder for all roles, on the room that each has. */
static int add_layers(const char *path, const char *name, int roles)
{
	char upper[SANDBOX_PATH], work[SANDBOX_PATH], merged[SANDBOX_PATH];
	char options[3 * SANDBOX_PATH];
	int rc = chdir(path) < 0 ? -errno : 0;

	for (int i = 0; !rc && i < roles; i++) {
		(void)snprintf(upper, sizeof(upper), "/run/roles/%d/%s-upper", i, name);
		(void)snprintf(work, sizeof(work), "/run/roles/%d/%s-work", i, name);
		(void)snprintf(merged, sizeof(merged), "/run/roles/%d/%s", i, name);
		rc = make_folder(upper);
		if (!rc)
			rc = make_folder(work);
		if (!rc)
			rc = make_folder(merged);
		/*
		 * The path is told as ".", because in one that is written out overlayfs takes ","
		 * and ":" for its own.
		 */
		(void)snprintf(options, sizeof(options), "lowerdir=.,upperdir=%s,workdir=%s", upper,
			       work);
		if (!rc)
			rc = mount_new("overlay", merged, options, MS_NOSUID | MS_NODEV);
	}
	return rc;
}

static int add_room(int role)
{
	char path[SANDBOX_PATH];
	int rc;

	(void)snprintf(path, sizeof(path), "/run/roles/%d", role);
	rc = make_folder(path);
	if (!rc)
		rc = mount_new("tmpfs", path, "size=64m,nr_inodes=16k,mode=755",
			       MS_NOSUID | MS_NODEV);
	(void)snprintf(path, sizeof(path), "/run/roles/%d/pts", role);
	if (!rc)
		rc = make_folder(path);
	return rc ? rc : mount_new("devpts", path, "newinstance,ptmxmode=0666,mode=620",
				   MS_NOSUID | MS_NOEXEC);
}

/*
 * Where something else is mounted below it, a folder gets no layer: the kernel does not let
 * an ordinary user look under a mount (fs/namespace.c, clone_private_mount). It stays
 * read-only, then.
 */
static void add_all_layers(struct sandbox *world, int roles)
{
	struct own_files *own = &world->own_files;
	int rc = add_layers("/tmp", "tmp", roles);

	own->tmp = !rc;
	if (rc)
		sandbox_lacks(world, "a writable layer over /tmp", -rc);
	if (path_is_inside(own->here_path, "/tmp"))
		return;
	rc = add_layers(own->here_path, "here", roles);
	own->here = !rc;
	if (rc)
		sandbox_lacks(world, "a writable layer over the current folder", -rc);
}

int own_files_prepare(struct sandbox *world, int roles)
{
	struct own_files *own = &world->own_files;
	int rc, here = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (here < 0 || !getcwd(own->here_path, sizeof(own->here_path)))
		return -errno;
	rc = make_folder("/run/roles");
	for (int i = 0; !rc && i < roles; i++)
		rc = add_room(i);
	if (!rc)
		add_all_layers(world, roles);
	if (fchdir(here) < 0 && !rc)
		rc = -errno;
	(void)close(here);
	own->prepared = !rc;
	return rc;
}

static int move(int role, const char *name, const char *onto)
{
	char path[SANDBOX_PATH];

	(void)snprintf(path, sizeof(path), "/run/roles/%d/%s", role, name);
	return mount(path, onto, NULL, MS_MOVE, NULL) < 0 ? -errno : 0;
}

/* The last mount hides the rooms of all. */
static int hide_rooms(void)
{
	return mount_new("tmpfs", "/run", "size=1m,nr_inodes=1k,mode=755", MS_NOSUID | MS_NODEV);
}

int own_files_enter(const struct sandbox *world, int role)
{
	const struct own_files *own = &world->own_files;
	int rc = 0;

	if (!own->prepared)
		return 0;
	if (unshare(CLONE_NEWNS) < 0)
		return -errno;
	if (own->tmp)
		rc = move(role, "tmp", "/tmp");
	if (!rc && own->here)
		rc = move(role, "here", own->here_path);
	if (!rc)
		rc = move(role, "pts", "/dev/pts");
	if (!rc)
		rc = mount_new("tmpfs", "/dev/shm", "size=1m,nr_inodes=1k,mode=777",
			       MS_NOSUID | MS_NODEV);
	if (!rc)
		rc = hide_rooms();
	/* Onto the layer; or nowhere else, where the way to the folder is not open to this user. */
	if (!rc && chdir(own->here_path) < 0 && errno != EACCES)
		rc = -errno;
	return rc;
}

void own_files_ptmx(const struct sandbox *world, int role, char path[SANDBOX_PATH])
{
	if (world->own_files.prepared)
		(void)snprintf(path, SANDBOX_PATH, "/run/roles/%d/pts/ptmx", role);
	else
		(void)snprintf(path, SANDBOX_PATH, "/dev/ptmx");
}
