/*
 * bare_tracer: stop a program where the observer would, and let it go on at once.
 *
 * What any tracer by ptrace(2) and seccomp(2) must pay for two stops a call, whatever it
 * then does with them: the floor under the observer and under strace.
 *
 * Says:  nothing
 * Exit:  as the program; 2 wrong usage; 99 a step failed
 */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

/* The calls that a pair over TCP is made of. */
static const unsigned CALLS[] = {
	SYS_read, SYS_write, SYS_close, SYS_socket, SYS_bind, SYS_listen, SYS_accept, SYS_accept4,
	SYS_connect, SYS_sendto, SYS_recvfrom, SYS_shutdown, SYS_setsockopt, SYS_execve, SYS_wait4,
};

enum { CALLS_NUMBER = sizeof(CALLS) / sizeof(*CALLS), STEP_FAILED = 99 };

static void stop_at_calls(void)
{
	struct sock_filter code[1 + 2 * CALLS_NUMBER + 1];
	struct sock_fprog program = { sizeof(code) / sizeof(*code), code };
	size_t at = 0;

	code[at++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
						  offsetof(struct seccomp_data, nr));
	for (size_t i = 0; i < CALLS_NUMBER; i++) {
		code[at++] =
			(struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, CALLS[i], 0, 1);
		code[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
	}
	code[at] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "give up privileges");
	must(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0), "load the filter");
}

/* Resume a stopped thread: to the call's return from its entry, else to the next entry. */
static void resume(pid_t tid, int status)
{
	int event = (int)((unsigned)status >> 16), signal = WSTOPSIG(status);

	if (event == PTRACE_EVENT_SECCOMP)
		(void)ptrace(PTRACE_SYSCALL, tid, 0, 0);
	else
		(void)ptrace(PTRACE_CONT, tid, 0, event || signal & 0x80 ? 0L : (long)signal);
}

int main(int argc, char *argv[])
{
	if (argc < 2)
		usage("PROGRAM [ARG...]");
	const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK |
			     PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL;

	pid_t program = must(fork(), "fork");
	if (program == 0) {
		must((int)raise(SIGSTOP), "stop");
		stop_at_calls();
		(void)execv(argv[1], argv + 1);
		cannot("start the program");
	}
	int status;
	must(waitpid(program, &status, WUNTRACED), "wait for the program");
	must((int)ptrace(PTRACE_SEIZE, program, 0, options), "trace the program");
	must(kill(program, SIGCONT), "let the program begin");

	pid_t tid;
	while ((tid = wait4(-1, &status, __WALL, NULL)) > 0) {
		if (WIFSTOPPED(status))
			resume(tid, status);
		else if (tid == program)
			return WIFEXITED(status) ? WEXITSTATUS(status) : STEP_FAILED;
	}
	cannot("wait for the program");
}
