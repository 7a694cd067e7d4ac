/* clock: what time it is. Neither clock can fail for a valid pointer: clock_gettime(2). */
#ifndef OBSERVE_CLOCK_H
#define OBSERVE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/** clock_ns() - now, on the clock of the record: CLOCK_REALTIME, as the kernel stamps packets. */
int64_t clock_ns(void);

/** monotonic_ns() - for distances of time: CLOCK_MONOTONIC, which nobody sets. */
int64_t monotonic_ns(void);

/**
 * struct clock_watch - was the clock of the record set meanwhile?
 *
 * That is sudden. A clock that is slewed drifts by up to 0.5 ms a second (adjtime(3)),
 * in an emulated kernel by more: how far they have come apart in all does not tell it.
 */
struct clock_watch {
	int64_t least_ns, most_ns;	/* the difference is in between */
	bool was_set;
};

/** clock_watch_begin() - from now on */
struct clock_watch clock_watch_begin(void);

/** clock_watch_look() - look whether it was set since the last look */
void clock_watch_look(struct clock_watch *watch);

/**
 * clock_watch_saw() - the same, of clocks that were read
 * @before_ns, @after_ns:	monotonic_ns(), around the reading of @clock_ns. In between one may
 *				have had no processor.
 */
void clock_watch_saw(struct clock_watch *watch, int64_t before_ns, int64_t clock_ns,
		     int64_t after_ns);

#endif
