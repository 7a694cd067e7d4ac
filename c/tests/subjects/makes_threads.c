/* makes_threads: as many as it is told, all at once; each makes one call. */
#include <pthread.h>
#include <stddef.h>
#include <unistd.h>

#include "fixture.h"

static int pair[2];

static void *wait_at_the_pipe(void *unused)
{
	char byte;

	(void)unused;
	return read(pair[0], &byte, 1) == 0 ? NULL : pair;
}

int main(int argc, char *argv[])
{
	static pthread_t thread[4096];
	size_t many = argument(argc, argv, 1, 20), wrong = 0;
	void *result;

	if (many > sizeof(thread) / sizeof(*thread))
		usage("[THREADS, up to 4096]");
	must(pipe(pair), "make a pipe");
	for (size_t i = 0; i < many; i++)
		if (pthread_create(&thread[i], NULL, wait_at_the_pipe, NULL) != 0)
			die("no thread");
	must(close(pair[1]), "close");
	for (size_t i = 0; i < many; i++)
		wrong += pthread_join(thread[i], &result) != 0 || result != NULL;
	say("%zu wrong", wrong);
	return 0;
}
