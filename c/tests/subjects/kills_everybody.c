/* kills_everybody: SIGKILL to whomever it may signal. */
#include <signal.h>

#include "fixture.h"

int main(void)
{
	must(kill(-1, SIGKILL), "kill");
	say("alone");
	return 0;
}
