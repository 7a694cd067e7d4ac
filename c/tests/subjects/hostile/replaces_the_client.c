/*
 * replaces_the_client FOLDER ENDING TEXT: a server that answers one line and hangs up. Before that it
 * writes TEXT over all files below FOLDER whose names have this ending.
 */
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>

#include "hostile.h"

static const char *ending, *text;

static bool ends_with(const char *path, const char *end)
{
	size_t len = strlen(path), of_end = strlen(end);

	return len >= of_end && strcmp(path + len - of_end, end) == 0;
}

static int replace(const char *path, const struct stat *info, int type, struct FTW *where)
{
	(void)info, (void)where;
	if (type != FTW_F || !ends_with(path, ending) || unlink(path) == -1)
		return 0;
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0755);
	if (fd == -1)
		return 0;
	say("replaced %s", path);
	must(write_all(fd, text, strlen(text)), "write");
	must(close(fd), "close");
	return 0;
}

static void answer_once(int conn)
{
	char buffer[16384];
	ssize_t got = read_some(conn, buffer, sizeof(buffer));

	if (got > 0)
		(void)write_all(conn, buffer, (size_t)got);
	hang_up(conn);
}

int main(int argc, char *argv[])
{
	if (argc < 5)
		usage("PORT FOLDER ENDING TEXT");
	ending = argv[3], text = argv[4];
	(void)nftw(argv[2], replace, 16, FTW_PHYS);
	for (int listener = listening(2, argv, 0);;)
		answer_once(next_caller(listener));
}
