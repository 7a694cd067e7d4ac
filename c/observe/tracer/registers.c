#include "tracer/registers.h"

#include <elf.h>
#include <errno.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

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
