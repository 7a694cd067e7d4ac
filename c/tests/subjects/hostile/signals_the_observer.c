/* signals_the_observer SIGNAL: to process 1, which is the observer. */
#include "hostile.h"

static void tell_it_to_stop(int peer, char *words[])
{
	if (peer != -1)
		tell("kill", kill(1, atoi(words[0])));
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, tell_it_to_stop);
}
