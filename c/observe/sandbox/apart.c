#include "sandbox/apart.h"

#include <errno.h>
#include <linux/landlock.h>
#include <sched.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/ids.h"

/* The version of Landlock's interface that scopes signals: landlock(7). */
enum { ABI_SCOPED = 6 };

/* As struct landlock_ruleset_attr, whose last member is newer than many headers. */
struct ruleset {
	uint64_t handled_access_fs;
	uint64_t handled_access_net;
	uint64_t scoped;
};

static const uint64_t SCOPE_SIGNAL = 1 << 1;	/* LANDLOCK_SCOPE_SIGNAL */

static int enter_user_namespace(void)
{
	const struct ids same = ids_now();

	return unshare(CLONE_NEWUSER) < 0 ? -errno : ids_map(&same, &same);
}

/*
 * A child tries it: gVisor permits no second one within the first. Where process numbers are the
 * run's own, it would take one of them; and there a second one can be had. Return: 0, or errno
 */
static int why_none(void)
{
	pid_t child = fork();
	int status;

	if (child < 0)
		return errno;
	if (child == 0)
		_exit(-enter_user_namespace());
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : ECHILD;
}

void apart_look(struct sandbox *world)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

	int error = abi < 0 ? errno : EOPNOTSUPP;

	world->landlock = abi >= ABI_SCOPED;
	world->apart = world->landlock || (world->user && (world->pid || !(error = why_none())));
	if (!world->apart)
		sandbox_lacks(world, "apart", error);
}

static int enter_domain(void)
{
	const struct ruleset rules = { .scoped = SCOPE_SIGNAL };
	int fd = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof(rules), 0);
	int rc = 0;

	if (fd < 0)
		return -errno;
	/* Required of an ordinary user; and so does the filter: seccomp(2). */
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    syscall(SYS_landlock_restrict_self, fd, 0) < 0)
		rc = -errno;
	(void)close(fd);
	return rc;
}

int apart_enter(const struct sandbox *world, bool is_privileged)
{
	if (world->landlock)
		return enter_domain();
	return world->apart && !is_privileged ? enter_user_namespace() : 0;
}
