/* dies_of_a_fault: asks for a core file without limit and faults, when it is sent something (core(5)). */
#include <sys/resource.h>

#include "hostile.h"

static void fault(int peer, char *words[])
{
	const struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY };
	struct rlimit now;

	char first;

	(void)words;
	if (peer == -1 || recv(peer, &first, 1, MSG_PEEK) != 1)
		return;
	(void)setrlimit(RLIMIT_CORE, &all);
	must(getrlimit(RLIMIT_CORE, &now), "ask for a limit");
	say("a core of %llu", (unsigned long long)now.rlim_cur);
	must(raise(SIGSEGV), "fault");
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, fault);
}
