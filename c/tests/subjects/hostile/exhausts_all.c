/*
 * exhausts_all WAY: takes what the kernel counts for the whole machine, or for all processes of a user,
 * and for no namespace: contexts of io_setup(2), the room of pipes (pipe(7)), terminals, inotify(7).
 */
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <sys/inotify.h>

#include "hostile.h"

static bool take_contexts(void)
{
	aio_context_t context = 0;

	return syscall(SYS_io_setup, 1024, &context) == 0;
}

static bool take_room(void)
{
	int fds[2];

	return pipe(fds) == 0 && fcntl(fds[1], F_SETPIPE_SZ, 1 << 20) == 1 << 20;
}

static bool take(char *words[])
{
	if (is_way(words, "contexts"))
		return take_contexts();
	if (is_way(words, "pipes"))
		return take_room();
	if (is_way(words, "terminals"))
		return open("/dev/ptmx", O_RDWR | O_NOCTTY) != -1;
	return inotify_init() != -1;
}

static void take_all(int peer, char *words[])
{
	unsigned taken = 0;

	while (peer == -1 && taken < 400 && take(words))
		taken++;
	if (peer == -1)
		say("took %u", taken);
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, take_all);
}
