/*
 * census: what is left when a run has come to its end.
 */
#ifndef OBSERVE_CENSUS_H
#define OBSERVE_CENSUS_H

#include "run.h"

/** census_take() - write the census: processes, their descriptors, TCP's states. */
void census_take(struct run *run);

#endif
