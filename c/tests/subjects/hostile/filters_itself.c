/*
 * filters_itself errno|trap|notify|plain: has a filter of its own, which the kernel asks together with
 * the observer's, and heeds the graver answer (seccomp(2)): what that is for is not seen then.
 */
#include <sys/uio.h>
#include <ucontext.h>

#include "notified.h"

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
		notify_of(SYS_read, SYS_close);
}

int main(int argc, char *argv[])
{
	return echo_beside(argc, argv, filter);
}
