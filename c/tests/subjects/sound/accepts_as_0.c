/* accepts_as_0: has no standard input, so that its first caller's socket is descriptor 0. */
#include "sound.h"

int main(int argc, char *argv[])
{
	int listener = listening(argc, argv, 0);

	must(close(STDIN_FILENO), "close standard input");
	serve_by_threads(listener);
}
