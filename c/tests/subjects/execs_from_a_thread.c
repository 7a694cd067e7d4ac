/* execs_from_a_thread: the thread that execs takes the first one's number, and all others go. */
#include <pthread.h>
#include <stddef.h>
#include <unistd.h>

#include "fixture.h"

static void *exec_echo(void *unused)
{
	(void)unused;
	(void)execl("/bin/echo", "echo", "from a thread", (char *)NULL);
	cannot("exec");
}

static void *wait_for_ever(void *unused)
{
	(void)unused;
	while (pause() == -1)
		continue;
	return NULL;
}

int main(void)
{
	pthread_t waiting, executing;

	if (pthread_create(&waiting, NULL, wait_for_ever, NULL) ||
	    pthread_create(&executing, NULL, exec_echo, NULL))
		die("no threads");
	for (;;)
		(void)pause();
}
