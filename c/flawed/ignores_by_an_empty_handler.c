/*
 * ignores_by_an_empty_handler: handle SIGPIPE by doing nothing, and become another program.
 *
 * The mistake: an empty handler in place of SIG_IGN. It is made because neither lets
 * the signal do anything; but a handler belongs to the program that is left behind,
 * and the next one is killed by the first broken pipe.
 * Broken: POSIX exec: signals that are caught are set to the default action.
 * Sound: signals_over_exec, but for 3 lines.
 *
 * Says:  nothing
 * Exit:  SIGPIPE; 2 wrong usage; 99 a step failed
 */
#include <signal.h>
#include <unistd.h>

#include "fixture.h"

static void on_signal(int number)
{
	(void)number;
}

int main(int argc, char *argv[])
{
	if (argc > 2)
		usage("[AGAIN]");

	if (argc == 2) {
		must(raise(SIGPIPE), "send SIGPIPE");
		say("SIGPIPE is ignored");
		must(raise(SIGUSR1), "send SIGUSR1");
		return 0;
	}

	struct sigaction action = { .sa_handler = on_signal };
	must(sigaction(SIGPIPE, &action, NULL), "handle SIGPIPE");
	must(sigaction(SIGUSR1, &action, NULL), "handle SIGUSR1");

	execv("/proc/self/exe", (char *[]){ argv[0], "again", NULL });
	cannot("exec");
}
