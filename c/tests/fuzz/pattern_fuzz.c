/* An option's text: understood, or refused with the field; then asked of two events. */
#undef NDEBUG
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "acts/pattern.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void meet(struct pattern *pattern)
{
	static const char *const constants[] = { "SHUT_WR", NULL };
	struct happening happening = {
		.kind = pattern->kind, .role = "a", .to = "b", .name = "read", .fd_kind = "pipe",
		.constants = constants, .result = 5, .things = 1, .text = "some words = 5",
	};

	(void)pattern_meets(pattern, &happening);
	happening.role = happening.to = happening.fd_kind = NULL;
	(void)pattern_meets(pattern, &happening);
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
