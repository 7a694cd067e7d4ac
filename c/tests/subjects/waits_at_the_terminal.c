/* waits_at_the_terminal: reads lines until Ctrl+C, whose signal it says. */
#include <signal.h>
#include <unistd.h>

#include "fixture.h"

static void on_interrupt(int number)
{
	(void)number;
	(void)!write(STDOUT_FILENO, "interrupted\n", 12);
	_exit(3);
}

int main(void)
{
	char line[64];

	if (signal(SIGINT, on_interrupt) == SIG_ERR)
		cannot("handle SIGINT");
	say("ready %d", isatty(STDIN_FILENO));
	while (read(STDIN_FILENO, line, sizeof(line)) > 0)
		say("a line");
	return 0;
}
