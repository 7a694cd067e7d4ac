/* bombs processes|threads: as many as there can be, before it serves. */
#include "hostile.h"

static void *stay(void *argument)
{
	for (;;)
		(void)pause();
	return argument;
}

static void explode(int peer, char *words[])
{
	while (peer == -1) {
		if (is_way(words, "threads") ? begin_thread(stay, NULL) != 0 : fork() == -1)
			break;
	}
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, explode);
}
