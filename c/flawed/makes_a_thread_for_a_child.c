/*
 * makes_a_thread_for_a_child: have the other part of the work done by a thread.
 *
 * The mistake: pthread_create() where a process is meant. It is made because both
 * run beside the one that made them; but a thread is the same process, in the same
 * memory: what one of them changes, the other finds changed.
 * Broken: notes, chapter 10: the child gets memory of its own; POSIX fork().
 * Sound: memory_copies, made another way.
 *
 * Says:  the child: global 1, local 1; the child: changed to 2, 2; the parent:
 *        global 2, local 2; the parent: changed to 3, 3; the child: global 3, local 3
 * Exit:  0 done; 2 wrong usage; 99 a step failed
 */
#include <errno.h>
#include <pthread.h>
#include <unistd.h>

#include "fixture.h"

static volatile int global;
static volatile int *local_of_main;
static int to_parent[2], to_child[2];

static void *be_the_child(void *unused)
{
	char turn;

	say("the child: global %d, local %d", global, *local_of_main);
	global = *local_of_main = 2;
	say("the child: changed to %d, %d", global, *local_of_main);
	must((int)write(to_parent[1], "", 1), "give the parent its turn");

	must((int)read(to_child[0], &turn, 1), "await the child's turn");
	say("the child: global %d, local %d", global, *local_of_main);
	return unused;
}

int main(int argc, char *argv[])
{
	(void)argv;
	if (argc != 1)
		usage("");

	volatile int local = 1;
	global = 1;
	local_of_main = &local;
	must(pipe(to_parent), "make a pipe");
	must(pipe(to_child), "make a pipe");

	pthread_t child;
	errno = pthread_create(&child, NULL, be_the_child, NULL);
	if (errno != 0)
		cannot("make a thread");

	char turn;
	must((int)read(to_parent[0], &turn, 1), "await the parent's turn");
	say("the parent: global %d, local %d", global, local);
	global = local = 3;
	say("the parent: changed to %d, %d", global, local);
	must((int)write(to_child[1], "", 1), "give the child its turn");

	errno = pthread_join(child, NULL);
	if (errno != 0)
		cannot("join the thread");
	return 0;
}
