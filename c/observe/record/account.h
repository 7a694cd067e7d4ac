/*
 * account: the first and the last lines of a record, and what it says of itself between.
 */
#ifndef OBSERVE_RECORD_ACCOUNT_H
#define OBSERVE_RECORD_ACCOUNT_H

#include "run.h"

/** account_begin() - the first line. */
void account_begin(struct run *run);

/** account_no_capture() - nothing is captured, because of @error (errno). */
void account_no_capture(struct run *run, int error);

/** account_losses() - what is known at the end to have been lost. */
void account_losses(struct run *run);

/**
 * account_end() - the last line
 * @blocked:	its member of that name, as it was at the census; it is given back here
 */
void account_end(struct run *run, struct json *blocked);

#endif
