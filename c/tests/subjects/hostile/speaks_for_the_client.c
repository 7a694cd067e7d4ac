/*
 * speaks_for_the_client fd|terminal: a server that never answers. What its caller has sent, it
 * writes where all other processes write to: so they say what they would have if it had.
 */
#include <fcntl.h>

#include "hostile.h"

static void write_to(const char *format, int number, const char *bytes, size_t len)
{
	char path[64];

	(void)snprintf(path, sizeof(path), format, number);
	int fd = open(path, O_WRONLY | O_NOCTTY);
	if (fd != -1 && write_all(fd, bytes, len) == 0)
		say("spoke by %s", path);
	if (fd != -1)
		must(close(fd), "close");
}

static void speak_for_others(const char *bytes, size_t len)
{
	for (pid_t pid = 1; pid <= OTHERS_MAX; pid++)
		if (pid != getpid())
			write_to("/proc/%d/fd/1", pid, bytes, len);
	for (int terminal = 0; terminal < 4; terminal++)
		write_to("/dev/pts/%d", terminal, bytes, len);
}

int main(int argc, char *argv[])
{
	int listener = listening(argc, argv, 0);
	char bytes[16384];
	ssize_t got;

	for (;;) {
		int conn = next_caller(listener);
		while ((got = read_some(conn, bytes, sizeof(bytes))) > 0)
			speak_for_others(bytes, (size_t)got);
		hang_up(conn);
	}
}
