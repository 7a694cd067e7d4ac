/*
 * frames: what was captured, told as events with the roles at both ends.
 */
#ifndef OBSERVE_FRAMES_H
#define OBSERVE_FRAMES_H

#include "run.h"

/** frames_read() - take all that has come, and answer what was asked of the name server. */
void frames_read(struct run *run);

#endif
