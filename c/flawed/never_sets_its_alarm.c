/*
 * never_sets_its_alarm: handle SIGALRM, and ask for none.
 *
 * The mistake: the alarm that was taken back is not set again. It is made because
 * the handler is in place, and that looks like the alarm itself. Nothing comes,
 * and whoever was to be woken sleeps to the end.
 * Broken: POSIX alarm(): SIGALRM comes to whoever has asked for it.
 * Sound: alarmed_sleeper, but for 1 line.
 *
 * Says:  alarm(60): none was set; alarm(0): one was set; woken with 0 seconds left
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

	say("alarm(60): %s was set", alarm(60) == 0 ? "none" : "one");
	say("alarm(0): %s was set", alarm(0) == 0 ? "none" : "one");

	unsigned left = sleep(3);
	say("woken with %u seconds left", left);
	return 0;
}
