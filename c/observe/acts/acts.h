/*
 * acts: what the observer does to a run on time, because each recorded call stops for it.
 *
 * These replace every sleep: a call, or all calls of a role, wait until a condition has been met;
 * a call is made short, or fails; a signal is sent, descriptors run short, or a key is typed when
 * something has happened.
 */
#ifndef OBSERVE_ACTS_ACTS_H
#define OBSERVE_ACTS_ACTS_H

#include "run.h"

/**
 * acts_happened() - something has happened: conditions may be met by it
 *
 * Held threads whose condition is met are let go.
 */
void acts_happened(struct run *run, const struct happening *happening);

/** acts_call() - the same for a call's entry or return. */
void acts_call(struct run *run, struct thread *thread, enum happening_kind kind);

/**
 * acts_holds() - must a thread at a call's entry wait?
 *
 * Return: true if it was put into THREAD_HELD; it is then resumed by the hand, later.
 */
bool acts_holds(struct run *run, struct thread *thread);

/** acts_alters() - make the call that is about to be made short, or fail, if an act says so. */
void acts_alters(struct run *run, struct thread *thread);

/**
 * acts_was_waited_for() - all wait, some for a time only: let go of one hold that lasts until then
 *
 * Return: was there one?
 */
bool acts_was_waited_for(struct run *run);

/**
 * acts_gives_up() - everything has come to rest: let go of one hold
 *
 * One that is to last until then, or else one whose condition cannot come true any more.
 *
 * Return: was there one?
 */
bool acts_gives_up(struct run *run);

/** acts_release_all() - let everything go: the run is over. */
void acts_release_all(struct run *run);

#endif
