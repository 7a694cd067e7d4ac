/*
 * never_sets_its_alarm: handle SIGALRM, and ask for none.
 *
 * The mistake: the alarm that was taken back is not set again. It is made because
 * the handler is in place, and that looks like the alarm itself. Nothing comes,
 * and whoever was to be woken sleeps to the end.
 * Broken: POSIX alarm(): SIGALRM comes to whoever has asked for it.
 *
 * Says:  taken back with SECONDS left; woken with 0 seconds left
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <signal.h>
#include <unistd.h>

#include "fixture.h"

static void on_alarm(int number)
{
	(void)number;
	alarm(1);
}

int main(int argc, char *argv[])
{
	(void)argv;
	if (argc != 1)
		usage("");

	struct sigaction action = { .sa_handler = on_alarm };
	must(sigaction(SIGALRM, &action, NULL), "handle SIGALRM");

	alarm(60);
	unsigned left = alarm(0);
	say("taken back with %u seconds left", left);

	left = sleep(3);
	say("woken with %u seconds left", left);
	return 0;
}
