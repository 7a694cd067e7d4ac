/* bombs processes|threads: as many as there can be, before it serves. */
#include <semaphore.h>

#include "hostile.h"

static sem_t never;

/* By futex(2), which stops no thread for the observer: so many shall be there in good time. */
static void *stay(void *argument)
{
	while (sem_wait(&never) == -1)
		;
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
