/* hides_from_others: is no more dumpable, as ssh-agent(1) is; then writes. */
#include <sys/prctl.h>

#include "fixture.h"

int main(void)
{
	must(prctl(PR_SET_DUMPABLE, 0), "hide");
	say("hidden");
	return 0;
}
