/*
 * limits_others [observer|old|narrow|high|apart|notified]: leaves every other process three descriptors; or only the
 * observer; by the gate of 32 bits, whose calls have numbers of their own (arch/x86/entry/syscalls),
 * also from code of 32 bits;
 * with bits that the kernel does not look at; as one whose children have numbers of their own; by calls
 * that the observer is not told of.
 */
#include <sched.h>
#include <sys/resource.h>

#include "notified.h"
#include "old_gate.h"

enum { PRLIMIT_OF_32_BITS = 340 };

static bool limits(pid_t pid, char *words[])
{
	static struct rlimit *three;

	if (three == NULL && (three = low_memory(sizeof(*three))) == MAP_FAILED)
		cannot("have memory");
	*three = (struct rlimit){ 3, 3 };
	if (is_way(words, "old"))
		return old_gate(PRLIMIT_OF_32_BITS, pid, RLIMIT_NOFILE, (long)three, 0) == 0;
	if (is_way(words, "narrow"))
		return narrow_gate(PRLIMIT_OF_32_BITS, pid, RLIMIT_NOFILE, (long)three) == 0;
	if (is_way(words, "high"))
		return syscall(SYS_prlimit64, 1UL << 32 | (unsigned)pid, RLIMIT_NOFILE, three, NULL) == 0;
	return prlimit(pid, RLIMIT_NOFILE, three, NULL) == 0;
}

static void limit_others(int peer, char *words[])
{
	if (peer == -1 && is_way(words, "notified"))
		notify_of(SYS_prlimit64, SYS_prlimit64);
	if (peer == -1 && is_way(words, "apart"))
		must(unshare(CLONE_NEWUSER | CLONE_NEWPID), "have namespaces");
	if (peer != -1 && is_way(words, "observer"))
		say("reached %s", limits(1, words) ? "the observer" : "nobody");
	else if (peer != -1)
		reach_others(2, limits, words);
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, limit_others);
}
