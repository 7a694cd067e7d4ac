/*
 * play: a run from its first role to its rest.
 */
#ifndef OBSERVE_PLAY_H
#define OBSERVE_PLAY_H

#include "run.h"

/** play() - start the roles, take every stop, until the run has come to an end. */
void play(struct run *run);

/** play_look() - take what has come on the wire and in the outputs, and look at the limits. */
void play_look(struct run *run);

/** play_wind_up() - tell those that are left to stop, then kill them. */
void play_wind_up(struct run *run);

#endif
