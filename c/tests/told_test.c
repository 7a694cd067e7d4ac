/* told: lines of a program that tells its calls, as stops, and what is answered. */
#include "tracer/told.h"

#include <errno.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* After <sys/ptrace.h>, which declares what it needs and lacks this one. */
#include <linux/ptrace.h>

#include "check.h"
#include "tracer/stop.h"

/* A child that only waits to be killed, and the end of its channel at which we speak for it. */
static pid_t begin(int *tells)
{
	int pair[2];
	pid_t pid;

	assert(told_pair(pair) == 0);
	pid = fork();
	assert(pid >= 0);
	if (pid == 0)
		for (;;)
			(void)pause();
	assert(told_begin(pid, pair[0]) == 0);
	*tells = pair[1];
	return pid;
}

static enum stop says(int tells, pid_t who, const char *line)
{
	int status = 0;

	assert(send(tells, line, strlen(line), 0) == (ssize_t)strlen(line));
	assert(told_wait(&status, true) == who);
	return stop_classify(status);
}

static void answers(int tells, pid_t who, const char *want)
{
	char answer[64] = "";

	assert(told_awaits(who));
	told_go_on(who);
	assert(!told_awaits(who));
	assert(recv(tells, answer, sizeof(answer) - 1, MSG_DONTWAIT) > 0);
	expect_text(want, answer, want);
}

static void end(pid_t pid, int tells)
{
	int status = 0;

	assert(close(tells) == 0);
	assert(told_wait(&status, false) == 0); /* it lives, and has only fallen silent */
	assert(kill(pid, SIGKILL) == 0);
	while (told_wait(&status, false) != pid)
		continue;
	assert(stop_classify(status) == STOP_EXITED && WTERMSIG(status) == SIGKILL);
}

static void of_a_call(void)
{
	int tells;
	pid_t pid = begin(&tells);
	struct ptrace_syscall_info info;
	char text[8] = "";

	assert(says(tells, pid, "hello") == STOP_EXEC);
	answers(tells, pid, "go");
	assert(says(tells, pid, "enter 7f00 write 3 1000 5 0 0 0 1000=68656c6c6f") == STOP_ENTRY);
	assert(told_ask_entry(pid, &info) == 0);
	assert(info.seccomp.nr == SYS_write && info.stack_pointer == 0x7f00);
	assert(info.seccomp.args[0] == 3 && info.seccomp.args[2] == 5);
	assert(told_read(pid, 0x1000, text, sizeof(text)) == 5 && !strcmp(text, "hello"));
	assert(told_read(pid, 0x1003, text, 1) == 1 && text[0] == 'l');
	assert(told_read(pid, 0xfff, text, 1) == 0 && told_read(pid, 0x1005, text, 1) == 0);
	answers(tells, pid, "go");
	assert(says(tells, pid, "return 7f00 -1 32") == STOP_RETURN);
	assert(told_ask_return(pid, &info) == 0);
	assert(info.exit.is_error && info.exit.rval == -EPIPE);
	assert(told_read(pid, 0x1000, text, 5) == 5); /* as it was passed in */
	answers(tells, pid, "go");
	end(pid, tells);
	ok("told: a call, its arguments, its memory and its result");
}

static void of_acts(void)
{
	int tells;
	pid_t pid = begin(&tells);

	assert(says(tells, pid, "enter 1 read 3 1000 400 0 0 0") == STOP_ENTRY);
	told_set_size(pid, 3);
	answers(tells, pid, "size 3");
	assert(says(tells, pid, "enter 1 read 3 1000 400 0 0 0") == STOP_ENTRY);
	told_fail(pid, EINTR);
	answers(tells, pid, "fail 4");
	end(pid, tells);
	ok("told: a call that asks for less, and one that is not made");
}

static void of_a_child(void)
{
	int tells, status = 0, pair[2];
	pid_t pid = begin(&tells), child = fork();
	struct msghdr message = { 0 };
	char line[64];
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(int))];
	} control = { .room = { 0 } };
	struct iovec text = { line, 0 };

	if (child == 0)
		_exit(3);
	assert(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == 0);
	text.iov_len = (size_t)snprintf(line, sizeof(line), "enter 1 fork 0 0 0 0 0 0");
	message = (struct msghdr){ .msg_iov = &text,
				   .msg_iovlen = 1,
				   .msg_control = &control,
				   .msg_controllen = sizeof(control.room) };
	control.header = (struct cmsghdr){ CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS };
	memcpy(CMSG_DATA(&control.header), &pair[0], sizeof(int));
	assert(sendmsg(tells, &message, 0) > 0 && close(pair[0]) == 0);
	assert(told_wait(&status, true) == pid && stop_classify(status) == STOP_ENTRY);
	answers(tells, pid, "go");
	/* A handler runs meanwhile, and takes an older child's status: that one is not born anew. */
	assert(says(tells, pid, "enter 2 getpid 0 0 0 0 0 0") == STOP_ENTRY);
	answers(tells, pid, "go");
	assert(says(tells, pid, "return 2 4711 0") == STOP_RETURN && told_child(pid) == 0);
	answers(tells, pid, "go");
	(void)snprintf(line, sizeof(line), "return 1 %d 0", child);
	assert(says(tells, pid, line) == STOP_CHILD && told_child(pid) == child);
	told_go_on(pid);
	assert(told_wait(&status, false) == pid && stop_classify(status) == STOP_RETURN);
	answers(tells, pid, "go");
	assert(says(pair[1], child, "enter 1 exit_group 3 0 0 0 0 0") == STOP_ENTRY);
	answers(pair[1], child, "go");
	assert(close(pair[1]) == 0);
	while (told_wait(&status, false) != child)
		continue;
	assert(WIFEXITED(status) && WEXITSTATUS(status) == 3);
	end(pid, tells);
	ok("told: a child is born before it says anything, and ends as it has said");
}

static void of_signals_and_nonsense(void)
{
	int tells, status = 0;
	pid_t pid = begin(&tells);
	struct ptrace_syscall_info info;
	siginfo_t signal;
	char answer[8];

	assert(says(tells, pid, "signal 10 0 77 0") == STOP_SIGNAL);
	assert(told_siginfo(pid, &signal) == 0);
	assert(signal.si_signo == SIGUSR1 && signal.si_pid == 77);
	answers(tells, pid, "go");
	assert(says(tells, pid, "enter 1 read three") == STOP_ENTRY);
	assert(told_ask_entry(pid, &info) == -EPROTO && told_siginfo(pid, &signal) == -1);
	answers(tells, pid, "go");
	assert(send(tells, "what?", 5, 0) == 5 && told_wait(&status, false) == 0);
	assert(recv(tells, answer, sizeof(answer), MSG_DONTWAIT) == 2);
	end(pid, tells);
	ok("told: signals, and what is none of its lines");
}

int main(void)
{
	of_a_call();
	of_acts();
	of_a_child();
	of_signals_and_nonsense();
	return 0;
}
