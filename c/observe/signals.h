/*
 * signals: what makes the observer look up from waiting for the next stop.
 */
#ifndef OBSERVE_SIGNALS_H
#define OBSERVE_SIGNALS_H

#include <stdbool.h>
#include <sys/types.h>

/** signals_prepare() - take signals as wishes to stop, not as an end. Return: 0, or -errno */
int signals_prepare(void);

/** signals_pass_on() - in the first process: hand the wish to stop to @pid; 0 for nobody. */
void signals_pass_on(pid_t pid);

/**
 * signals_regularly() - let waiting calls return every few ms, from now on. Return: 0, or -errno
 */
int signals_regularly(void);

/** signals_told_to_stop() - has somebody wished so? */
bool signals_told_to_stop(void);

/** signals_look_due() - is it time to look up? From signals_look_taken() on, not yet again. */
bool signals_look_due(void);
void signals_look_taken(void);

/** signals_fork() - fork(2), however long it takes. Return: as fork(2) */
pid_t signals_fork(void);

#endif
