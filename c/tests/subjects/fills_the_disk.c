/* fills_the_disk: files without end, in the folder it is given; then empty ones. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "fixture.h"

static int create(const char *folder, unsigned number)
{
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/%u", folder, number);
	return open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
}

static size_t fill(int fd)
{
	static const char block[1 << 20];
	size_t filled = 0;
	ssize_t done;

	while ((done = write(fd, block, sizeof(block))) > 0)
		filled += (size_t)done;
	return filled;
}

int main(int argc, char *argv[])
{
	const char *folder = argc > 1 ? argv[1] : ".";
	size_t bytes = 0, more = 1;
	unsigned number = 0;
	int fd;

	(void)signal(SIGXFSZ, SIG_IGN);	/* the limit of a file is an error, too */
	while (more && (fd = create(folder, number)) >= 0) {
		number++;
		bytes += more = fill(fd);
		must(close(fd), "close");
	}
	while (number < 1000000 && (fd = create(folder, number)) >= 0) {
		number++;
		must(close(fd), "close");
	}
	say("%zu MiB, %s a million files", bytes >> 20, number < 1000000 ? "less than" : "at least");
	return 0;
}
