/*
 * perform: do what acts.c has decided.
 */
#ifndef OBSERVE_ACTS_PERFORM_H
#define OBSERVE_ACTS_PERFORM_H

#include "run.h"

/**
 * perform_met() - do the acts whose moment has come since the last call
 *
 * Called while the thread in whose stop they were met is still stopped: what is due at a
 * call's return is done before the program can go on. What is due when none of a role is left stays
 * in @run->met until the kernel has closed the role's listeners.
 */
void perform_met(struct run *run);

/**
 * perform_waited_for() - all wait, some for a time only: let go of one hold that lasts until then
 *
 * Return: was there one?
 */
bool perform_waited_for(struct run *run);

/**
 * perform_giving_up() - everything has come to rest: let go of one hold
 *
 * One that is to last until then, or else one whose condition cannot come true any more.
 *
 * Return: was there one?
 */
bool perform_giving_up(struct run *run);

/** perform_release_all() - let everything go: the run is over. */
void perform_release_all(struct run *run);

#endif
