#include "tracer/stat.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static ssize_t read_proc(const char *path, char *text, size_t len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t done;

	if (fd < 0)
		return -1;
	done = read(fd, text, len - 1);
	(void)close(fd);
	if (done >= 0)
		text[done] = '\0';
	return done;
}

/* What the kernel tells of a thread in one of its files under /proc. */
ssize_t read_of_thread(pid_t pid, pid_t tid, const char *what, char *text, size_t len)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/%d/task/%d/%s", pid, tid, what);
	return read_proc(path, text, len);
}

/* What follows the name in stat, which stands in brackets and may hold any character: proc(5). */
static const char *read_stat(pid_t pid, pid_t tid, char *text, size_t len)
{
	const char *name_end;

	if (read_of_thread(pid, tid, "stat", text, len) < 0)
		return NULL;
	name_end = strrchr(text, ')');
	return name_end && name_end[1] ? name_end + 2 : NULL;
}

char process_state(pid_t pid, pid_t tid)
{
	char text[512];
	const char *rest = read_stat(pid, tid, text, sizeof(text));

	return rest ? *rest : 0;
}

pid_t process_parent(pid_t pid)
{
	char text[512];
	const char *rest = read_stat(pid, pid, text, sizeof(text));
	int parent;

	return rest && sscanf(rest, "%*c %d", &parent) == 1 ? parent : 0;
}

bool process_has_begun(pid_t pid)
{
	struct stat own, its;
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	return stat(path, &its) == 0 && stat("/proc/self/exe", &own) == 0 &&
		(own.st_ino != its.st_ino || own.st_dev != its.st_dev);
}

/* The last of its fields, the 52nd of which the state is the third: proc(5). */
int process_exit_code(pid_t pid)
{
	char text[1024];
	const char *field = read_stat(pid, pid, text, sizeof(text));

	for (int i = 3; field && i < 52; i++) {
		field = strchr(field, ' ');
		field += field != NULL;
	}
	return field ? atoi(field) : SIGKILL;
}

bool process_is_gone(pid_t pid)
{
	return process_state(pid, pid) == 0;
}
