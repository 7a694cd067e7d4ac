/* scratch: a folder for the files that a test has written. */
#ifndef TESTS_SCRATCH_H
#define TESTS_SCRATCH_H

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

struct scratch {
	char path[64];
	int fd;
};

static inline void scratch_make(struct scratch *scratch)
{
	(void)snprintf(scratch->path, sizeof(scratch->path), "/tmp/observe-test-XXXXXX");
	assert(mkdtemp(scratch->path));
	scratch->fd = open(scratch->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert(scratch->fd >= 0);
}

/** scratch_take() - a file's bytes, ended by a 0; owned by the caller. The file goes. */
static inline char *scratch_take(const struct scratch *scratch, const char *name, size_t *len)
{
	int fd = openat(scratch->fd, name, O_RDONLY | O_CLOEXEC);
	struct stat info;
	char *text;

	expect(fd >= 0 && fstat(fd, &info) == 0, name);
	text = malloc((size_t)info.st_size + 1);
	assert(text && read(fd, text, (size_t)info.st_size) == info.st_size);
	text[info.st_size] = '\0';
	*len = (size_t)info.st_size;
	assert(close(fd) == 0 && unlinkat(scratch->fd, name, 0) == 0);
	return text;
}

static inline void scratch_remove(struct scratch *scratch)
{
	assert(close(scratch->fd) == 0 && rmdir(scratch->path) == 0);
}

#endif
