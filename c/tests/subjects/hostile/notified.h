/*
 * A filter of one's own, which the kernel asks together with the observer's. What one of
 * SECCOMP_RET_USER_NOTIF lets go on, the observer is not told of (seccomp_unotify(2)).
 */
#ifndef NOTIFIED_H
#define NOTIFIED_H

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>

#include "hostile.h"

/* No flag: by the older call, prctl(2). */
enum { PLAIN = 0x40000000 };

/** install() - have this answer given for two calls. Return: as seccomp(2), or -1 */
static inline int install(long number, long other, unsigned answer, unsigned flags)
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

/* Lets each call go on: it has the number of the filter's descriptor from @pipe. */
static inline void *supervise(void *pipe)
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

/** notify_of() - have two calls let go on by a thread from before the filter, which has none */
static inline void notify_of(long number, long other)
{
	static int fds[2];

	must(pipe(fds), "make a pipe");
	if (begin_thread(supervise, &fds[0]) != 0)
		die("cannot make a thread");
	int filter = install(number, other, SECCOMP_RET_USER_NOTIF,
			     SECCOMP_FILTER_FLAG_NEW_LISTENER);
	if (filter != -1)
		must(write(fds[1], &filter, sizeof(filter)) == -1 ? -1 : 0, "write");
}

#endif
