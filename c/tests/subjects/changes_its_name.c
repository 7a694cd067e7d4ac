/* changes_its_name: to one that makes readers of /proc/PID/stat stumble (proc(5)). */
#include <sys/prctl.h>
#include <unistd.h>

int main(void)
{
	(void)prctl(PR_SET_NAME, "x) R 1 (y");
	for (;;)
		(void)pause();
}
