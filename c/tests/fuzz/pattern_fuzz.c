/* An option's text: understood, or refused with the field; then asked of two events. */
#undef NDEBUG
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "acts/pattern.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void meet(struct pattern *pattern)
{
	struct call call = { .pattern_name = "read", .fd_kind = FD_PIPE, .result = 5,
			     .constant = { { NULL, "SHUT_WR" } }, .constants = 1 };
	struct packet packet = { .length = 5 };
	struct flow_view view = { .window = 5 };
	struct event event = { .kind = pattern->kind, .who.role = "a" };

	if (event.kind == EVENT_ENTER || event.kind == EVENT_CALL)
		event.call.call = &call;
	else if (event.kind == EVENT_WIRE)
		event.wire = (struct wire_event){ .to = "b", .kinds = 1, .packet = &packet, .view = &view };
	else if (event.kind == EVENT_SAYS)
		event.says.line = "some words = 5";
	(void)pattern_meets(pattern, &event);
	event.who.role = NULL;
	(void)pattern_meets(pattern, &event);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	char *option = strndup((const char *)bytes, len);
	const char *wrong = NULL;
	struct pattern pattern;

	assert(option);
	if (pattern_parse(&pattern, option, &wrong) == 0)
		meet(&pattern);
	else
		assert(wrong && strlen(wrong) <= len + strlen("signal"));
	pattern_free(&pattern);
	free(option);
	return 0;
}
