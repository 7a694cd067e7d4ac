/*
 * untraced_child clone|clone3|old|race|bomb: its children are to have no tracer (clone(2),
 * CLONE_UNTRACED). Such a one goes on in its place; or there are a thousand of them. In a race, it is
 * asked for by flags in memory, which a thread changes while whoever may looks at them.
 */
#include <linux/sched.h>
#include <stdatomic.h>
#include <sys/wait.h>

#include "hostile.h"
#include "old_gate.h"

enum { MANY = 1000, TRIES = 3000, CLONE_OF_32_BITS = 120 };

static struct clone_args raced = { .exit_signal = SIGCHLD };

static atomic_bool raced_out;

static void *flip(void *flags)
{
	volatile __u64 *of = flags;

	while (!raced_out)
		*of ^= CLONE_UNTRACED;
	return NULL;
}

/* Whom nobody traces can make no call that is recorded, so he does not end by exit(2). */
static void race(void)
{
	int status;

	if (begin_thread(flip, &raced.flags) != 0)
		die("cannot make a thread");
	for (int i = 0; i < TRIES; i++) {
		pid_t child = (pid_t)syscall(SYS_clone3, &raced, sizeof(raced));
		if (child == 0)
			_exit(0);
		if (child != -1 && must(waitpid(child, &status, 0), "wait") && WIFSIGNALED(status))
			say("one was not traced");
	}
	raced_out = true;
}

static pid_t fork_untraced(char *words[])
{
	struct clone_args all = { .flags = CLONE_UNTRACED, .exit_signal = SIGCHLD };

	if (is_way(words, "clone3"))
		return (pid_t)syscall(SYS_clone3, &all, sizeof(all));
	if (is_way(words, "old"))
		return (pid_t)old_gate(CLONE_OF_32_BITS, CLONE_UNTRACED | SIGCHLD, 0, 0, 0);
	return (pid_t)syscall(SYS_clone, CLONE_UNTRACED | SIGCHLD, 0, 0, 0, 0);
}

static void hide(int peer, char *words[])
{
	int made = 0;

	if (peer != -1)
		return;
	if (is_way(words, "race")) {
		race();
		return;
	}
	if (!is_way(words, "bomb")) {
		pid_t child = must(fork_untraced(words), "clone");
		if (child != 0 && waitpid(child, NULL, 0) != -1)
			exit(0);
		return;
	}
	for (int i = 0; i < MANY; i++) {
		pid_t child = fork_untraced(words);
		if (child == 0)
			for (;;)
				(void)pause();
		made += child > 0;
	}
	say("made %d", made);
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, hide);
}
