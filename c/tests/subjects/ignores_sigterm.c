/* ignores_sigterm: only SIGKILL ends it. */
#include <signal.h>
#include <unistd.h>

int main(void)
{
	(void)signal(SIGTERM, SIG_IGN);
	for (;;)
		(void)pause();
}
