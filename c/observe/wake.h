/*
 * wake: what makes the observer look up from waiting for the next stop.
 */
#ifndef OBSERVE_WAKE_H
#define OBSERVE_WAKE_H

#include <stdbool.h>
#include <sys/types.h>

/** wake_prepare() - take signals as wishes to stop, not as an end. Return: 0, or -errno */
int wake_prepare(void);

/** wake_pass_on() - in the first process: hand the wish to stop to @pid; 0 for nobody. */
void wake_pass_on(pid_t pid);

/** wake_regularly() - let waiting calls return every few ms, from now on. Return: 0, or -errno */
int wake_regularly(void);

/** wake_told_to_stop() - has somebody wished so? */
bool wake_told_to_stop(void);

/** wake_is_due() - is a look due? @taken: it is being taken now. */
bool wake_is_due(bool taken);

#endif
