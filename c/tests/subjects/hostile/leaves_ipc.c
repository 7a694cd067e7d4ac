/* leaves_ipc: leaves queues, semaphores and shared memory, of System V and of POSIX. */
#include <fcntl.h>
#include <mqueue.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

#include "hostile.h"

static void leave(int peer, char *words[])
{
	(void)words;
	if (peer != -1)
		return;
	tell("shmget", shmget(WAS_HERE_KEY, 4096, IPC_CREAT | 0666));
	tell("msgget", msgget(WAS_HERE_KEY, IPC_CREAT | 0666));
	tell("semget", semget(WAS_HERE_KEY, 1, IPC_CREAT | 0666));
	tell("mq_open", mq_open("/" WAS_HERE, O_CREAT | O_RDWR, 0666, NULL));
	tell("shm_open", shm_open("/" WAS_HERE, O_CREAT | O_RDWR, 0666));
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, leave);
}
