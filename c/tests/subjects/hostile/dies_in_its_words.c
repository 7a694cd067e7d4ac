/*
 * dies_in_its_words: has a child that is killed while it prints. What it has printed until then it
 * has written, though its call has never returned.
 */
#include <sys/wait.h>

#include "hostile.h"

enum { AT_ONCE = 1 << 19 };

static void *print(void *words)
{
	memset(words, 'x', AT_ONCE);
	(void)!write(STDOUT_FILENO, words, AT_ONCE);
	return NULL;
}

static void die_in_its_words(int peer, char *words[])
{
	static char line[AT_ONCE];
	pid_t child;

	(void)words;
	if (peer != -1)
		return;
	child = must(fork(), "fork");
	if (child == 0) {
		if (begin_thread(print, line) != 0)
			_exit(1);
		/* Most often it then prints; what is right is the same before and after. */
		(void)usleep(300);
		must(kill(getpid(), SIGKILL), "kill");
	}
	must(waitpid(child, NULL, 0), "wait");
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, die_in_its_words);
}
