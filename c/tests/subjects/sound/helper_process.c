/*
 * helper_process: a process beside it writes its log. That ends when there is nobody
 * left who could have something to write.
 */
#include "sound.h"

static void write_log(int from)
{
	char line[256];
	ssize_t got;

	while ((got = read_some(from, line, sizeof(line))) > 0)
		if (write_all(STDOUT_FILENO, line, (size_t)got) == -1)
			break;
}

int main(int argc, char *argv[])
{
	static const char called[] = "somebody calls\n";
	int log[2];

	must(pipe(log), "make a pipe");
	if (must(fork(), "fork") == 0) {
		must(close(log[1]), "close an end");
		write_log(log[0]);
		return 0;
	}
	must(close(log[0]), "close an end");
	int listener = listening(argc, argv, 0);
	for (;;) {
		int conn = next_caller(listener);
		if (write_all(log[1], called, sizeof(called) - 1) == -1)
			say("cannot log: %s", strerror(errno));
		serve_in_a_thread(echo_thread, conn);
	}
}
