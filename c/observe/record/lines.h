/*
 * lines: the members of each kind of line, as docs/record-format.md has them. Pure.
 */
#ifndef OBSERVE_RECORD_LINES_H
#define OBSERVE_RECORD_LINES_H

#include "event.h"

/** line_name() - what a kind of event is called in the record. */
const char *line_name(enum event_kind kind);

/** line_put() - the members of the event's line, after "t" and "event". Not of EVENT_ENTER. */
void line_put(struct json *json, const struct event *event);

#endif
