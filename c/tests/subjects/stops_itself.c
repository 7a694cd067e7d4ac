/* stops_itself: SIGSTOP, from which only another process could wake it. */
#include <signal.h>

#include "fixture.h"

int main(void)
{
	must(raise(SIGSTOP), "stop");
	say("went on");
	return 0;
}
