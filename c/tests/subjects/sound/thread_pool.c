/* thread_pool: six hundred threads wait in accept, and each serves whom it gets. */
#include <poll.h>

#include "sound.h"

/* Out of descriptors, all of them are refused: if each asked again ten times a second, nobody else
   would get the processor. */
enum { THREADS = 600, PAUSE_MS = 2000 };

static int caller_of_the_pool(int listener)
{
	for (;;) {
		int conn = accept(listener, NULL, NULL);
		if (conn != -1)
			return conn;
		if (accept_error_is_shortage(errno))
			(void)poll(NULL, 0, PAUSE_MS);
	}
}

_Noreturn static void *serve(void *listener)
{
	for (;;)
		echo_caller(caller_of_the_pool((int)(intptr_t)listener));
}

int main(int argc, char *argv[])
{
	int listener = listening(argc, argv, 0);

	for (int i = 1; i < THREADS; i++)
		if (begin_thread(serve, (void *)(intptr_t)listener) != 0)
			die("cannot make %d threads", THREADS);
	serve((void *)(intptr_t)listener);
}
