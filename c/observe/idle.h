/*
 * idle: is all that still happens that timers go off?
 *
 * A program with a timer never comes to rest, though nothing may come of it: it looks at its
 * clock and waits again. What is timed has its turn; when everybody has had one, and for a while
 * (--idle) nothing came of any, the run is over. The while is for a timer that hides behind
 * another, as in an event loop that wakes every 50 ms and does something after 500. Only the time
 * counts in which all wait, and the observer has nothing to note: a machine that is slow is not
 * idle, nor is a loop.
 */
#ifndef OBSERVE_IDLE_H
#define OBSERVE_IDLE_H

#include "quiescence.h"

/**
 * idle_look() - look back, where not all were found waiting for ever
 *
 * Of a program with many threads, one has always just been woken: so it is not looked whether all
 * wait at one moment, but how long they have waited.
 *
 * Return: has nothing but timers gone off for long enough?
 */
bool idle_look(struct run *run);

#endif
