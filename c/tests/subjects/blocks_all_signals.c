/* blocks_all_signals: all that can be blocked is, and stays so. */
#include <signal.h>
#include <unistd.h>

int main(void)
{
	sigset_t all;

	(void)sigfillset(&all);
	(void)sigprocmask(SIG_SETMASK, &all, NULL);
	for (;;)
		(void)pause();
}
