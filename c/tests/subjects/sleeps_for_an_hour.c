/* sleeps_for_an_hour: a wait that would end by itself, too late for anyone. */
#include <unistd.h>

#include "fixture.h"

int main(void)
{
	say("sleeping");
	return (int)sleep(3600);
}
