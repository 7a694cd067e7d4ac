/* kills_itself: by the signal whose number it is given; 9 is SIGKILL. */
#include <signal.h>
#include <unistd.h>

#include "fixture.h"

int main(int argc, char *argv[])
{
	(void)kill(getpid(), (int)argument(argc, argv, 1, SIGKILL));
	return 0;
}
