/* sleeps_for_ever: waits for what never comes. */
#include <unistd.h>

int main(void)
{
	for (;;)
		(void)pause();
}
