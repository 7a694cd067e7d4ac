/* leaves_orphans: its children outlive it; one ends, the others wait. */
#include <unistd.h>

#include "fixture.h"

static _Noreturn void wait_for_ever(void)
{
	for (;;)
		(void)pause();
}

int main(void)
{
	if (must(fork(), "fork") == 0)
		return 0;
	for (int i = 0; i < 2; i++)
		if (must(fork(), "fork") == 0)
			wait_for_ever();
	return 0;
}
