/*
 * floods WAY: echoes what begins as the lines of the preflight do. Any other caller makes it have
 * more and more: processes, threads, output, calls, frames, descriptors, files, bytes on the disk.
 */
#include <fcntl.h>
#include <semaphore.h>

#include "hostile.h"

enum { PIECE = 1 << 20 };

static char bytes[PIECE];

static sem_t never;

/* By futex(2), which stops no thread for the observer: so many shall be there in good time. */
static void *stay(void *argument)
{
	while (sem_wait(&never) == -1)
		;
	return argument;
}

static void flood_processes(void)
{
	pid_t child = fork();

	if (child == 0)
		(void)stay(NULL);
}

static void flood_frames(void)
{
	static int sock = -1;
	struct address nobody;

	if (sock == -1)
		sock = must(socket(AF_INET, SOCK_DGRAM, 0), "create a socket");
	must(address_parse(&nobody, "127.0.0.1", "9999"), "make an address");
	(void)sendto(sock, "", 0, 0, &nobody.name, nobody.len);
}

static void flood_files(size_t len)
{
	static unsigned count;
	char path[64];

	(void)snprintf(path, sizeof(path), "/tmp/" WAS_HERE "-%u", count++);
	int fd = open(path, O_WRONLY | O_CREAT, 0600);
	if (fd != -1) {
		(void)!write(fd, bytes, len);
		must(close(fd), "close");
	}
}

static _Noreturn void flood(char *words[])
{
	for (;;) {
		if (is_way(words, "processes"))
			flood_processes();
		else if (is_way(words, "threads"))
			(void)begin_thread(stay, NULL);
		else if (is_way(words, "output"))
			say("0123456789012345678901234567890123456789012345678901234567890123456789");
		else if (is_way(words, "calls"))
			(void)getsockname(1, NULL, NULL), (void)close(-1);
		else if (is_way(words, "frames"))
			flood_frames();
		else if (is_way(words, "descriptors"))
			(void)dup(0);
		else
			flood_files(is_way(words, "disk") ? sizeof(bytes) : 0);
	}
}

static void flood_late(int peer, char *words[])
{
	if (!begins_a_preflight(peer))
		flood(words);
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, flood_late);
}
