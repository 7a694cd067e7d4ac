/*
 * unheard: roles that do not tell their calls, in a run in which nobody is traced.
 *
 * Whose program says nothing before it waits for the first time says nothing at all
 * (tracer/told.h). That it serves is seen by what it has open, and its end by wait4(2); its calls
 * are lost.
 */
#ifndef OBSERVE_UNHEARD_H
#define OBSERVE_UNHEARD_H

#include "run.h"

/** unheard_look() - find such roles, and whether they serve by now. Return: is any found to? */
bool unheard_look(struct run *run);

#endif
