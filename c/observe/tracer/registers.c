#include "tracer/registers.h"

#include <elf.h>
#include <errno.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

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

#if defined(__x86_64__)

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

#elif defined(__aarch64__)

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
