/* into_the_background: becomes a daemon (daemon(7)), and has a thread for each caller. */
#include "sound.h"

static void leave(void)
{
	if (must(fork(), "fork") != 0)
		_exit(0);
}

int main(int argc, char *argv[])
{
	leave();
	must(setsid(), "begin a session");
	leave();
	serve_by_threads(listening(argc, argv, 0));
}
