/*
 * step: what a thread is owed when its stop has been dealt with.
 *
 * Whoever handles a stop answers with it, and resumes nobody: tracer.c does, in one place.
 */
#ifndef OBSERVE_TRACER_STEP_H
#define OBSERVE_TRACER_STEP_H

#include "tracer/tracee.h"

enum owed {
	OWED_NOTHING,	/* it has gone, waits for its parent's event, or is held */
	OWED_RUN,	/* to the next recorded call */
	OWED_RETURN,	/* of the call that it is at */
	OWED_STAY,	/* stopped, until SIGCONT: ptrace(2), PTRACE_LISTEN */
};

struct step {
	enum owed owed;
	int signal;		/* delivered with it; 0: none */
	bool returned;		/* a recorded call has: what it has caused may have come */
	struct thread *child;	/* may run, too; NULL: there is none */
};

#endif
