/* timer_in_a_thread: a thread wakes twenty times a second, and has nothing to do. */
#include <poll.h>

#include "sound.h"

_Noreturn static void *tick(void *nothing)
{
	(void)nothing;
	for (;;)
		(void)poll(NULL, 0, 50);
}

int main(int argc, char *argv[])
{
	int listener = listening(argc, argv, 0);

	if (begin_thread(tick, NULL) != 0)
		die("cannot make a thread");
	serve_by_threads(listener);
}
