/* stop: statuses put together by hand, and those of a real process from birth to end. */
#include "tracer/stop.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

/* wait(2): how the kernel puts a status together. */
#define EXITED(code) ((code) << 8)
#define KILLED(signal) (signal)
#define CORE 0x80
#define STOPPED(signal, event) ((event) << 16 | (signal) << 8 | 0x7f)

static void by_hand(void)
{
	static const struct {
		const char *name;
		int status;
		enum stop stop;
	} rows[] = {
		{ "exit 0", EXITED(0), STOP_EXITED },
		{ "exit 255", EXITED(255), STOP_EXITED },
		{ "exit with SIGTRAP's number", EXITED(SIGTRAP), STOP_EXITED },
		{ "killed", KILLED(SIGKILL), STOP_EXITED },
		{ "killed, with a core", KILLED(SIGSEGV | CORE), STOP_EXITED },
		{ "a call's end", STOPPED(SIGTRAP | 0x80, 0), STOP_RETURN },
		{ "a call's entry", STOPPED(SIGTRAP, PTRACE_EVENT_SECCOMP), STOP_ENTRY },
		{ "SIGTERM", STOPPED(SIGTERM, 0), STOP_SIGNAL },
		{ "SIGSTOP", STOPPED(SIGSTOP, 0), STOP_SIGNAL },
		{ "SIGTRAP, sent by someone", STOPPED(SIGTRAP, 0), STOP_SIGNAL },
		{ "a real-time signal", STOPPED(64, 0), STOP_SIGNAL },
		{ "stopped by SIGSTOP", STOPPED(SIGSTOP, PTRACE_EVENT_STOP), STOP_GROUP },
		{ "stopped by SIGTSTP", STOPPED(SIGTSTP, PTRACE_EVENT_STOP), STOP_GROUP },
		{ "stopped by SIGTTIN", STOPPED(SIGTTIN, PTRACE_EVENT_STOP), STOP_GROUP },
		{ "stopped by SIGTTOU", STOPPED(SIGTTOU, PTRACE_EVENT_STOP), STOP_GROUP },
		{ "its first stop, or it goes on", STOPPED(SIGTRAP, PTRACE_EVENT_STOP), STOP_NONE },
		{ "fork", STOPPED(SIGTRAP, PTRACE_EVENT_FORK), STOP_CHILD },
		{ "vfork", STOPPED(SIGTRAP, PTRACE_EVENT_VFORK), STOP_CHILD },
		{ "clone", STOPPED(SIGTRAP, PTRACE_EVENT_CLONE), STOP_CHILD },
		{ "exec", STOPPED(SIGTRAP, PTRACE_EVENT_EXEC), STOP_EXEC },
		{ "vfork done", STOPPED(SIGTRAP, PTRACE_EVENT_VFORK_DONE), STOP_NONE },
		{ "about to exit", STOPPED(SIGTRAP, PTRACE_EVENT_EXIT), STOP_NONE },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		expect(stop_classify(rows[i].status) == rows[i].stop, rows[i].name);
	ok("stop: statuses put together by hand");
}

/* Below, a process lives a life that has every kind of stop in it. -------------- */

/* getppid(2), which nothing else here calls, stops for the tracer. */
static void filter_getppid(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { COUNT(code), code };

	assert(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
	assert(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0);
}

/* _exit and not exit: what a sanitizer does at an exit does not go well with a tracer. */
static _Noreturn void live(int gate)
{
	char byte;
	pid_t child;

	assert(read(gate, &byte, 1) == 1);	/* waits to be taken */
	filter_getppid();
	(void)syscall(SYS_getppid);
	(void)raise(SIGSTOP);
	child = fork();
	if (child == 0)
		_exit(7);
	assert(waitpid(child, NULL, 0) == child);
	(void)execl("/proc/self/exe", "stop_test", "--end", (char *)NULL);
	_exit(1);
}

static const enum stop PARENT_STOPS[] = {
	STOP_ENTRY, STOP_RETURN,
	STOP_SIGNAL,		/* SIGSTOP is about to be delivered … */
	STOP_GROUP,		/* … and has been */
	STOP_NONE,		/* SIGCONT ends that, … */
	STOP_SIGNAL,		/* … and is delivered */
	STOP_CHILD,
	STOP_SIGNAL,		/* SIGCHLD */
	STOP_EXEC,
	STOP_EXITED,
};
static const enum stop CHILD_STOPS[] = { STOP_NONE, STOP_EXITED };

/* What the tracer owes a stop, as enum stop says it. */
static void pay(pid_t pid, enum stop stop, int status)
{
	switch (stop) {
	case STOP_EXITED:
		return;
	case STOP_ENTRY:
		assert(ptrace(PTRACE_SYSCALL, pid, 0, 0L) == 0);
		return;
	case STOP_GROUP:
		assert(ptrace(PTRACE_LISTEN, pid, 0, 0L) == 0);
		assert(kill(pid, SIGCONT) == 0);
		return;
	case STOP_SIGNAL:
		assert(ptrace(PTRACE_CONT, pid, 0, (long)WSTOPSIG(status)) == 0);
		return;
	default:
		assert(ptrace(PTRACE_CONT, pid, 0, 0L) == 0);
	}
}

/* Each of the two has its own order; how theirs interleave is the scheduler's. */
static void follow(pid_t parent)
{
	size_t of_parent = 0, of_child = 0;
	int status;

	while (of_parent < COUNT(PARENT_STOPS) || of_child < COUNT(CHILD_STOPS)) {
		pid_t pid = waitpid(-1, &status, __WALL);
		enum stop stop = stop_classify(status);

		assert(pid > 0);
		if (pid == parent)
			assert(of_parent < COUNT(PARENT_STOPS) && stop == PARENT_STOPS[of_parent++]);
		else
			assert(of_child < COUNT(CHILD_STOPS) && stop == CHILD_STOPS[of_child++]);
		if (stop == STOP_EXITED)
			assert(WIFEXITED(status) && WEXITSTATUS(status) == (pid == parent ? 0 : 7));
		pay(pid, stop, status);
	}
	assert(waitpid(-1, &status, __WALL) < 0 && errno == ECHILD);
}

static void of_a_process(void)
{
	const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK |
			     PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC |
			     PTRACE_O_EXITKILL;
	int gate[2];
	pid_t pid;

	assert(pipe(gate) == 0);
	pid = fork();
	assert(pid >= 0);
	if (pid == 0)
		live(gate[0]);
	if (ptrace(PTRACE_SEIZE, pid, 0, options) < 0) {
		(void)printf("ok - stop: of a process # SKIP tracing: %s\n", strerror(errno));
		(void)kill(pid, SIGKILL);
		return;
	}
	assert(write(gate[1], "", 1) == 1);
	follow(pid);
	ok("stop: of a process that calls, stops, forks, executes and ends");
}

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "--end"))
		_exit(0);
	(void)alarm(30);	/* a stop that is not paid for would wait for ever */
	by_hand();
	(void)fflush(stdout);	/* or both would print what is buffered */
	of_a_process();
	return 0;
}
