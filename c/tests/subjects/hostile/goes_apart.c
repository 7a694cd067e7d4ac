/*
 * goes_apart processes|network|both|moved|old|WAY: makes namespaces of its own and goes on in them, as under
 * bwrap(1) or unshare(1): before it serves or calls; with the connection that it has
 * (`moved`); or only a process beside it is in such a network, and listens there (`beside`,
 * `cloned`, `cloned3`). `old`: as `beside`, by the gate of 32 bits.
 */
#include <linux/sched.h>
#include <sched.h>
#include <sys/wait.h>

#include "hostile.h"
#include "old_gate.h"

enum { UNSHARE_OF_32_BITS = 310 };

static void take(int flags)
{
	if (unshare(CLONE_NEWUSER | flags) == -1)
		cannot("have namespaces");
}

/* It is in them itself only as a child: unshare(2), CLONE_NEWPID. */
static void take_processes(int flags)
{
	take(CLONE_NEWPID | flags);
	pid_t child = must(fork(), "fork");
	if (child != 0) {
		(void)waitpid(child, NULL, 0);
		exit(0);
	}
}

static pid_t fork_apart(char *words[])
{
	struct clone_args all = { .flags = CLONE_NEWUSER | CLONE_NEWNET, .exit_signal = SIGCHLD };

	if (is_way(words, "cloned3"))
		return (pid_t)syscall(SYS_clone3, &all, sizeof(all));
	if (is_way(words, "cloned"))
		return (pid_t)syscall(SYS_clone, all.flags | SIGCHLD, 0, 0, 0, 0);
	return fork();
}

static void listen_apart(char *words[])
{
	char *argv[] = { "apart", "9190", NULL };
	pid_t child = must(fork_apart(words), "fork");

	if (child == 0) {
		if (is_way(words, "beside"))
			take(CLONE_NEWNET);
		if (is_way(words, "old") &&
		    old_gate(UNSHARE_OF_32_BITS, CLONE_NEWUSER | CLONE_NEWNET, 0, 0, 0) == -1)
			cannot("have namespaces");
		(void)listening(2, argv, 0);
		say("listens apart");
		_exit(0);
	}
	must(waitpid(child, NULL, 0), "wait");
}

static void go_apart(int peer, char *words[])
{
	static bool moved;

	if (peer != -1 && is_way(words, "moved") && !moved) {
		take(CLONE_NEWNET);
		moved = true;
	} else if (peer == -1 && is_way(words, "network")) {
		take(CLONE_NEWNET);
	} else if (peer == -1 && (is_way(words, "beside") || is_way(words, "old") ||
				   strstr(words[0], "cloned"))) {
		listen_apart(words);
	} else if (peer == -1 && !is_way(words, "moved")) {
		take_processes(is_way(words, "both") ? CLONE_NEWNET : 0);
	}
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, go_apart);
}
