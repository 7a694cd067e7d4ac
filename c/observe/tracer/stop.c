#include "tracer/stop.h"

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

enum stop stop_classify(int status)
{
	if (WIFEXITED(status) || WIFSIGNALED(status))
		return STOP_EXITED;
	/* PTRACE_O_TRACESYSGOOD marks a stop at a call so. */
	if (WSTOPSIG(status) == (SIGTRAP | 0x80))
		return STOP_RETURN;

	switch ((unsigned)status >> 16) {
	case 0:
		return STOP_SIGNAL;
	case PTRACE_EVENT_SECCOMP:
		return STOP_ENTRY;
	case PTRACE_EVENT_FORK:
	case PTRACE_EVENT_VFORK:
	case PTRACE_EVENT_CLONE:
		return STOP_CHILD;
	case PTRACE_EVENT_EXEC:
		return STOP_EXEC;
	case PTRACE_EVENT_STOP:
		/* ptrace(2), "Group-stop": the signal is one of the four that stop. */
		return WSTOPSIG(status) == SIGTRAP ? STOP_NONE : STOP_GROUP;
	default:
		return STOP_NONE;
	}
}
