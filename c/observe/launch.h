/*
 * launch: start a role's program as a clean process under observation.
 *
 * Clean: default signal dispositions and an empty mask, which exec would otherwise
 * pass on (an ignored SIGPIPE from a CI agent makes half of chapter 7 untestable);
 * no descriptors but the standard three, and room for as many as is usual; no capabilities, but to
 * bind the port below 1024 that a role is told to serve; no core files; the first to go when memory
 * runs out.
 */
#ifndef OBSERVE_LAUNCH_H
#define OBSERVE_LAUNCH_H

#include "run.h"

/* As bytes that one program may leave in a file of the layers, or in memory. */
enum { FILE_SIZE_MAX = 32 << 20 };

/** launch_role() - Return: 0, or -errno; an exec that fails is seen by the tracer instead. */
int launch_role(struct run *run, int place);

/** launch_descriptors() - how many descriptors a process of a role may have: RLIMIT_NOFILE. */
int64_t launch_descriptors(void);

#endif
