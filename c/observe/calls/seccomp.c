#include "calls/seccomp.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* The kernel looks at the lower half of the argument only, and so must the filter. */
static int add_uses(scmp_filter_ctx *context, const struct call_uses *uses, int number)
{
	const struct scmp_arg_cmp not_zero = { .arg = uses->place, .op = SCMP_CMP_NE };
	int rc = 0;

	if (!uses->count)
		return seccomp_rule_add_array(context, SCMP_ACT_TRACE(0), number, 1, &not_zero);
	for (size_t i = 0; !rc && i < uses->count; i++) {
		const struct scmp_arg_cmp use = { .arg = uses->place, .op = SCMP_CMP_MASKED_EQ,
						  .datum_a = uses->mask ? uses->mask : UINT32_MAX,
						  .datum_b = uses->value[i] };

		rc = seccomp_rule_add_array(context, SCMP_ACT_TRACE(0), number, 1, &use);
	}
	return rc;
}

static int add_rule(scmp_filter_ctx *context, const struct call_kind *kind, int number)
{
	if (kind->uses)
		return add_uses(context, kind->uses, number);
	return seccomp_rule_add(context, SCMP_ACT_TRACE(0), number, 0);
}

static int add_rules(struct seccomp_filter *filter, scmp_filter_ctx *context)
{
	const struct call_kind *kind;
	/* A program of another architecture stops at every call, and is noticed at once. */
	int rc = seccomp_attr_set(context, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_TRACE(1));

	/* No call of a program: the kernel goes on with a wait that a signal had interrupted. */
	if (!rc)
		rc = seccomp_rule_add(context, SCMP_ACT_TRACE(0), SCMP_SYS(restart_syscall), 0);
	for (size_t i = 0; !rc && (kind = calls_at(i)); i++) {
		int number = seccomp_syscall_resolve_name(kind->name);

		/* Newer architectures lack the old calls: arm64 has no poll(2), say. */
		if (number < 0 || number >= SYSCALLS_MAX)
			continue;
		filter->kind[number] = kind;
		rc = add_rule(context, kind, number);
	}
	return rc;
}

/* The program's bytes, by way of a file in memory: libseccomp writes to a file only. */
static int export(struct seccomp_filter *filter, scmp_filter_ctx *context)
{
	int fd = memfd_create("filter", MFD_CLOEXEC);
	struct stat info;
	int rc;

	if (fd < 0)
		return -errno;
	rc = seccomp_export_bpf(context, fd);
	if (!rc && fstat(fd, &info) < 0)
		rc = -errno;
	if (!rc) {
		filter->program.filter = malloc((size_t)info.st_size);
		filter->program.len =
			(unsigned short)((size_t)info.st_size / sizeof(struct sock_filter));
		if (!filter->program.filter)
			rc = -ENOMEM;
		else if (pread(fd, filter->program.filter, (size_t)info.st_size, 0) != info.st_size)
			rc = -EIO;
	}
	(void)close(fd);
	return rc;
}

int seccomp_filter_make(struct seccomp_filter *filter)
{
	scmp_filter_ctx *context = seccomp_init(SCMP_ACT_ALLOW);
	int rc;

	*filter = (struct seccomp_filter){ 0 };
	if (!context)
		return -ENOMEM;
	rc = add_rules(filter, context);
	if (!rc)
		rc = export(filter, context);
	seccomp_release(context);
	return rc;
}

const struct call_kind *seccomp_kind_of(uint32_t architecture, uint64_t number)
{
	char *name = seccomp_syscall_resolve_num_arch(architecture, (int)number);
	const struct call_kind *kind = name ? calls_named(name) : NULL;

	free(name);
	return kind;
}

int seccomp_filter_load(const struct seccomp_filter *filter)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter->program, 0, 0) < 0 ? -errno : 0;
}
