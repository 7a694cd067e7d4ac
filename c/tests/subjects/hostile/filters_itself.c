/*
 * filters_itself errno|trap|notify|plain: has a filter of its own, which the kernel asks together with
 * the observer's, and heeds the graver answer (seccomp(2)): what that is for is not seen then.
 */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/uio.h>
#include <ucontext.h>

#include "hostile.h"

/* No flag: by the older call, prctl(2). */
enum { PLAIN = 0x40000000 };

static int install(long number, long other, unsigned answer, unsigned flags)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)number, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)other, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, answer),
	};
	const struct sock_fprog program = { sizeof(code) / sizeof(*code), code };

	must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "renounce privileges");
	int rc = flags == PLAIN ? prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)
				: (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
	if (rc == -1)
		tell("seccomp", -1);
	return rc;
}

/* What a sandbox does for a call that it has trapped: the same, in another way. */
static void write_for_it(int number, siginfo_t *info, void *context)
{
	(void)number, (void)info;
#ifdef __x86_64__
	greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
	struct iovec bytes = { (void *)registers[REG_RSI], (size_t)registers[REG_RDX] };
	ssize_t put = writev((int)registers[REG_RDI], &bytes, 1);
	registers[REG_RAX] = put == -1 ? -errno : put;
#else
	(void)context;
	_exit(1);
#endif
}

/* Lets each call go on: it has the number of the filter's descriptor from @pipe. */
static void *supervise(void *pipe)
{
	struct seccomp_notif asked;
	int filter = -1;

	if (read(*(int *)pipe, &filter, sizeof(filter)) != sizeof(filter))
		return NULL;
	for (;;) {
		memset(&asked, 0, sizeof(asked));
		if (ioctl(filter, SECCOMP_IOCTL_NOTIF_RECV, &asked) == -1)
			continue;
		struct seccomp_notif_resp answer = { .id = asked.id,
						     .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE };
		(void)ioctl(filter, SECCOMP_IOCTL_NOTIF_SEND, &answer);
	}
}

/* Its supervisor is a thread from before the filter, and has none. */
static void notify(void)
{
	static int fds[2];

	must(pipe(fds), "make a pipe");
	if (begin_thread(supervise, &fds[0]) != 0)
		die("cannot make a thread");
	int filter = install(SYS_read, SYS_close, SECCOMP_RET_USER_NOTIF,
			     SECCOMP_FILTER_FLAG_NEW_LISTENER);
	if (filter != -1)
		must(write(fds[1], &filter, sizeof(filter)) == -1 ? -1 : 0, "write");
}

static void trap(void)
{
	struct sigaction action = { .sa_sigaction = write_for_it, .sa_flags = SA_SIGINFO };

	must(sigaction(SIGSYS, &action, NULL), "have a handler");
	(void)install(SYS_write, SYS_write, SECCOMP_RET_TRAP, 0);
}

static void filter(int peer, char *words[])
{
	if (peer != -1 && is_way(words, "errno"))
		(void)shutdown(peer, SHUT_WR); /* its filter refuses that */
	else if (peer == -1 && is_way(words, "errno"))
		(void)install(SYS_shutdown, SYS_sendto, SECCOMP_RET_ERRNO | EPERM, 0);
	else if (peer == -1 && is_way(words, "plain"))
		(void)install(SYS_shutdown, SYS_sendto, SECCOMP_RET_ERRNO | EPERM, PLAIN);
	else if (peer == -1 && is_way(words, "trap"))
		trap();
	else if (peer == -1)
		notify();
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, filter);
}
