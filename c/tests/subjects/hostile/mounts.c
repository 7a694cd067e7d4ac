/*
 * mounts: as root of a user namespace of its own, makes the read-only writable, mounts what there is,
 * uncovers what lies below, and enters the namespaces of the observer.
 */
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "hostile.h"

static bool was_done(const char *what, const char *on, int result)
{
	if (result == 0)
		say("%s %s", what, on);
	return result == 0;
}

static bool enters(const char *name)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/1/ns/%s", name);
	int fd = open(path, O_RDONLY);
	return fd != -1 && was_done("entered", path, setns(fd, 0));
}

/* Whatever is mounted, the last first: under a cover there is something to see. */
static bool uncovers(void)
{
	FILE *mounts = fopen("/proc/self/mountinfo", "re");
	char line[4096], path[256];
	bool done = false;

	while (mounts != NULL && fgets(line, sizeof(line), mounts) != NULL)
		if (sscanf(line, "%*d %*d %*s %*s %255s", path) == 1)
			done |= was_done("uncovered", path, umount2(path, MNT_DETACH));
	if (mounts != NULL)
		must(fclose(mounts), "close");
	return done;
}

/* Return: whether any of it was possible. */
static bool try_all(void)
{
	static const char *const types[] = { "proc", "sysfs", "cgroup2", "devtmpfs", "debugfs",
					     "securityfs", "bpf" };
	static const char *const spaces[] = { "mnt", "net", "pid", "user", "ipc", "uts", "cgroup" };
	bool done = was_done("made writable", "/", mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND, NULL));

	done |= uncovers();
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		done |= was_done("mounted", types[i], mount("none", "/tmp", types[i], 0, NULL));
	for (size_t i = 0; i < sizeof(spaces) / sizeof(*spaces); i++)
		done |= enters(spaces[i]);
	return done;
}

/* In a child: this process is to be judged for its echo, not for where it is. */
static void mount_apart(int peer, char *words[])
{
	(void)words;
	if (peer != -1)
		return;
	pid_t child = must(fork(), "fork");
	if (child == 0) {
		bool done = try_all();
		if (unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0)
			done |= try_all();
		if (!done)
			say("did nothing");
		_exit(0);
	}
	must(waitpid(child, NULL, 0), "wait");
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, mount_apart);
}
