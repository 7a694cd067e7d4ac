/*
 * stop: why a traced thread has stopped. Pure: a status in, a reason out.
 */
#ifndef OBSERVE_TRACER_STOP_H
#define OBSERVE_TRACER_STOP_H

/** Why a traced thread has stopped, and what the tracer then owes it. */
enum stop {
	STOP_NONE,	/* nothing to record; resume */
	STOP_ENTRY,	/* at the entry of a recorded call; decode, resume to its return */
	STOP_RETURN,	/* at its return; record, resume */
	STOP_SIGNAL,	/* record; resume, handing over the same signal */
	STOP_GROUP,	/* job control; PTRACE_LISTEN, or SIGSTOP never holds */
	STOP_CHILD,	/* a child or thread was born; take it in; resume */
	STOP_EXEC,	/* another program runs; forget the old one's descriptors; resume */
	STOP_EXITED,	/* record the status; there is nothing left to resume */
	STOP_COUNT
};

/**
 * stop_classify() - read a status of wait4(2) for a thread under PTRACE_SEIZE
 *
 * A thread's own first stop, PTRACE_EVENT_STOP with SIGTRAP, is STOP_NONE: its birth is
 * recorded at its parent's event.
 *
 * Source: ptrace(2), "Stopped states"; the options are those of tracer_begin().
 */
enum stop stop_classify(int status);

#endif
