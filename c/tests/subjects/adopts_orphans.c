/* adopts_orphans: a subreaper; one grandchild ends before its parent does, one after it. */
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

int main(void)
{
	int pair[2];
	char byte;

	must(pipe(pair), "make a pipe");
	must(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "become a subreaper");
	pid_t child = must(fork(), "fork");
	if (child == 0) {
		pid_t first = must(fork(), "fork");
		if (first == 0)
			return 7;
		if (must(fork(), "fork") == 0)
			return read(pair[0], &byte, 1) == 1 ? 7 : 8;
		siginfo_t info;
		must(waitid(P_PID, (id_t)first, &info, WEXITED | WNOWAIT), "see its end");
		return 3;
	}
	say("took %d", must(waitpid(child, NULL, 0), "wait"));
	say("took %d", must(wait(NULL), "wait"));
	must((int)write(pair[1], "x", 1), "write");
	say("took %d", must(wait(NULL), "wait"));
	return 0;
}
