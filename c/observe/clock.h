/* clock: what time it is. Neither clock can fail for a valid pointer: clock_gettime(2). */
#ifndef OBSERVE_CLOCK_H
#define OBSERVE_CLOCK_H

#include <stdint.h>

/** clock_ns() - now, on the clock of the record: CLOCK_REALTIME, as the kernel stamps packets. */
int64_t clock_ns(void);

/** monotonic_ns() - for distances of time: CLOCK_MONOTONIC, which nobody sets. */
int64_t monotonic_ns(void);

#endif
