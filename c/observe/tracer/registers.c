#include "tracer/registers.h"

#include <elf.h>
#include <errno.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

/* After <sys/ptrace.h>, which declares what it needs and lacks this one. */
#include <linux/ptrace.h>

#if defined(__x86_64__)

/*
 * Not as a register set: of a thread in code of 32 bits that has another shape, and a program of
 * 64 bits can jump there and back (arch/x86/kernel/ptrace.c, task_user_regset_view).
 */
static int get(pid_t tid, struct user_regs_struct *registers)
{
	return ptrace(PTRACE_GETREGS, tid, NULL, registers) < 0 ? -errno : 0;
}

static int set(pid_t tid, struct user_regs_struct *registers)
{
	return ptrace(PTRACE_SETREGS, tid, NULL, registers) < 0 ? -errno : 0;
}

/* The kernel's calling convention: syscall(2), "Architecture calling conventions". */
static unsigned long long *argument(struct user_regs_struct *registers, int place)
{
	switch (place) {
	case 0:
		return &registers->rdi;
	case 1:
		return &registers->rsi;
	case 2:
		return &registers->rdx;
	case 3:
		return &registers->r10;
	case 4:
		return &registers->r8;
	default:
		return &registers->r9;
	}
}

static int skip(pid_t tid, struct user_regs_struct *registers, int error)
{
	registers->orig_rax = (unsigned long long)-1;
	registers->rax = (unsigned long long)-error;
	return set(tid, registers);
}

static uint64_t number_of(const struct user_regs_struct *registers)
{
	return registers->orig_rax;
}

static uint64_t stack_of(const struct user_regs_struct *registers)
{
	return registers->rsp;
}

static int64_t result_of(const struct user_regs_struct *registers)
{
	return (int64_t)registers->rax;
}

enum { OTHER_ARCHITECTURE = AUDIT_ARCH_I386 };

/* The gate of 32 bits has others: syscall(2), "i386". */
static uint64_t argument_of_other(const struct user_regs_struct *registers, int place)
{
	const unsigned long long argument[] = { registers->rbx, registers->rcx, registers->rdx,
						registers->rsi, registers->rdi, registers->rbp };

	return (uint32_t)argument[place];
}

int registers_call_instead(pid_t tid, unsigned number, const uint32_t argument[3], uint64_t kept[3])
{
	struct user_regs_struct registers;
	int rc = get(tid, &registers);

	if (rc)
		return rc;
	kept[0] = registers.rbx;
	kept[1] = registers.rcx;
	kept[2] = registers.rdx;
	registers.orig_rax = number;
	registers.rbx = argument[0];
	registers.rcx = argument[1];
	registers.rdx = argument[2];
	return set(tid, &registers);
}

int registers_give_back(pid_t tid, const uint64_t kept[3])
{
	struct user_regs_struct registers;
	int rc = get(tid, &registers);

	if (rc)
		return rc;
	registers.rbx = kept[0];
	registers.rcx = kept[1];
	registers.rdx = kept[2];
	return set(tid, &registers);
}

#elif defined(__aarch64__)

static int get(pid_t tid, struct user_regs_struct *registers)
{
	struct iovec where = { registers, sizeof(*registers) };

	return ptrace(PTRACE_GETREGSET, tid, NT_PRSTATUS, &where) < 0 ? -errno : 0;
}

static int set(pid_t tid, struct user_regs_struct *registers)
{
	struct iovec where = { registers, sizeof(*registers) };

	return ptrace(PTRACE_SETREGSET, tid, NT_PRSTATUS, &where) < 0 ? -errno : 0;
}

static unsigned long long *argument(struct user_regs_struct *registers, int place)
{
	return &registers->regs[place];
}

static int skip(pid_t tid, struct user_regs_struct *registers, int error)
{
	int number = -1;
	struct iovec where = { &number, sizeof(number) };

	registers->regs[0] = (unsigned long long)-error;
	if (set(tid, registers) < 0)
		return -errno;
	/* The number is not among the general registers there: NT_ARM_SYSTEM_CALL. */
	return ptrace(PTRACE_SETREGSET, tid, NT_ARM_SYSTEM_CALL, &where) < 0 ? -errno : 0;
}

static uint64_t number_of(const struct user_regs_struct *registers)
{
	return registers->regs[8];
}

static uint64_t stack_of(const struct user_regs_struct *registers)
{
	return registers->sp;
}

static int64_t result_of(const struct user_regs_struct *registers)
{
	return (int64_t)registers->regs[0];
}

enum { OTHER_ARCHITECTURE = AUDIT_ARCH_ARM };

/* Code of 32 bits has the first of them in the first six: syscall(2), "arm/EABI". */
static uint64_t argument_of_other(const struct user_regs_struct *registers, int place)
{
	return (uint32_t)registers->regs[place];
}

int registers_call_instead(pid_t tid, unsigned number, const uint32_t argument[3], uint64_t kept[3])
{
	(void)tid;
	(void)number;
	(void)argument;
	(void)kept;
	return -ENOSYS;
}

int registers_give_back(pid_t tid, const uint64_t kept[3])
{
	(void)tid;
	(void)kept;
	return -ENOSYS;
}

#else
#error "registers.c knows x86-64 and arm64"
#endif

int registers_set_argument(pid_t tid, int place, uint64_t value)
{
	struct user_regs_struct registers;
	int rc = get(tid, &registers);

	if (rc)
		return rc;
	*argument(&registers, place) = value;
	return set(tid, &registers);
}

int registers_skip_call(pid_t tid, int error)
{
	struct user_regs_struct registers;
	int rc = get(tid, &registers);

	return rc ? rc : skip(tid, &registers, error);
}

int registers_at_entry(pid_t tid, bool is_other, struct ptrace_syscall_info *info)
{
	struct user_regs_struct registers;
	int rc = get(tid, &registers);

	if (rc)
		return rc;
	info->arch = is_other ? OTHER_ARCHITECTURE : ARCHITECTURE;
	info->stack_pointer = stack_of(&registers);
	info->seccomp.nr = number_of(&registers);
	for (int i = 0; i < 6; i++)
		info->seccomp.args[i] = is_other ? argument_of_other(&registers, i) :
						   *argument(&registers, i);
	return 0;
}

int registers_at_return(pid_t tid, struct ptrace_syscall_info *info)
{
	enum { ERRNO_MAX = 4095 };	/* include/linux/err.h */
	struct user_regs_struct registers;
	int rc = get(tid, &registers);

	if (rc)
		return rc;
	info->exit.rval = result_of(&registers);
	info->exit.is_error = info->exit.rval < 0 && info->exit.rval >= -ERRNO_MAX;
	return 0;
}
