/* thread_pool: six hundred threads wait in accept, and each serves whom it gets. */
#include "sound.h"

enum { THREADS = 600 };

_Noreturn static void *serve(void *listener)
{
	for (;;)
		echo_caller(next_caller((int)(intptr_t)listener));
}

int main(int argc, char *argv[])
{
	int listener = listening(argc, argv, 0);

	for (int i = 1; i < THREADS; i++)
		if (begin_thread(serve, (void *)(intptr_t)listener) != 0)
			die("cannot make %d threads", THREADS);
	serve((void *)(intptr_t)listener);
}
