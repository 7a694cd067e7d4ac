/*
 * leaves_its_alarm_set: be done with what the alarm was for, and do not take it back.
 *
 * The mistake: alarm(0) is missing. It is made because the work was done in time,
 * and the guard seems to go with it; but SIGALRM still comes, into whatever is done
 * by then. Here the next alarm finds that one is set.
 * Broken: POSIX alarm(): a request stands until another replaces it.
 * Sound: alarmed_sleeper, but for 1 line.
 *
 * Says:  alarm(60): none was set; alarm(1): one was set; woken with SECONDS left
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

	say("alarm(1): %s was set", alarm(1) == 0 ? "none" : "one");
	unsigned left = sleep(3);
	say("woken with %u seconds left", left);
	return 0;
}
