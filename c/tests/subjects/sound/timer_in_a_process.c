/* timer_in_a_process: another process wakes twenty times a second, and has nothing to do. */
#include <time.h>

#include "sound.h"

_Noreturn static void tick(pid_t parent)
{
	const struct timespec pause = { .tv_nsec = 50 * 1000000L };

	end_with(parent);
	for (;;)
		(void)nanosleep(&pause, NULL);
}

int main(int argc, char *argv[])
{
	pid_t parent = getpid();

	if (must(fork(), "fork") == 0)
		tick(parent);
	serve_by_threads(listening(argc, argv, 0));
}
