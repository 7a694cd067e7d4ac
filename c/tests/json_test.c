/* json: every escape, text that is UTF-8 and text that only looks like it, growth. */
#include "text/json.h"

#include "check.h"

/* Compare what was written, and begin anew. */
static void expect_json(struct json *json, const char *want)
{
	char *got = malloc(json->len + 1);

	assert(got && !json->failed);
	memcpy(got, json->text, json->len);
	got[json->len] = '\0';
	expect_text(want, got, want);
	free(got);
	json_reset(json);
}

static void members_and_elements(void)
{
	struct json json = { 0 };

	json_open(&json, NULL, '{');
	json_int(&json, "a", 1);
	json_bool(&json, "b", true);
	json_bool(&json, "c", false);
	json_null(&json, "d");
	json_open(&json, "e", '[');
	json_open(&json, NULL, '{');
	json_close(&json, '}');
	json_text(&json, NULL, "x");
	json_text(&json, NULL, NULL);
	json_int(&json, NULL, -2);
	json_close(&json, ']');
	json_open(&json, "f", '[');
	json_close(&json, ']');
	json_hex(&json, "g", 0);
	json_close(&json, '}');
	expect_json(&json, "{\"a\":1,\"b\":true,\"c\":false,\"d\":null,"
			   "\"e\":[{},\"x\",null,-2],\"f\":[],\"g\":\"0x0\"}");
	json_free(&json);
	ok("json: members, elements and their commas");
}

/* Text may end in a bracket without being one. */
static void brackets_in_text(void)
{
	struct json json = { 0 };

	json_open(&json, NULL, '[');
	json_text(&json, NULL, "{");
	json_text(&json, NULL, "[");
	json_text(&json, NULL, "");
	json_close(&json, ']');
	expect_json(&json, "[\"{\",\"[\",\"\"]");
	json_free(&json);
	ok("json: brackets in text");
}

static void numbers(void)
{
	static const struct {
		int64_t value;
		const char *text;
	} rows[] = {
		{ 0, "0" }, { -1, "-1" }, { 10, "10" },
		{ INT64_MAX, "9223372036854775807" }, { INT64_MIN, "-9223372036854775808" },
		{ 1763832000000000000, "1763832000000000000" },
	};
	struct json json = { 0 };

	for (size_t i = 0; i < COUNT(rows); i++) {
		json_int(&json, NULL, rows[i].value);
		expect_json(&json, rows[i].text);
	}
	json_hex(&json, NULL, 0x7ffd1000);
	expect_json(&json, "\"0x7ffd1000\"");
	json_hex(&json, NULL, UINT64_MAX);
	expect_json(&json, "\"0xffffffffffffffff\"");
	json_free(&json);
	ok("json: numbers, the smallest and the largest");
}

/* U+0000 to U+00FF: a printable one as itself, but '#'; '"' and '\' escaped, others by number. */
static void every_byte(void)
{
	struct json json = { 0 };

	for (unsigned i = 0; i < 256; i++) {
		const uint8_t byte = (uint8_t)i;
		char want[16];

		if (i == '"' || i == '\\')
			(void)snprintf(want, sizeof(want), "\"\\%c\"", (char)i);
		else if (i >= ' ' && i <= '~' && i != '#')
			(void)snprintf(want, sizeof(want), "\"%c\"", (char)i);
		else
			(void)snprintf(want, sizeof(want), "\"\\u%04x\"", i);
		json_bytes(&json, NULL, &byte, 1);
		expect_json(&json, want);
	}
	json_bytes(&json, NULL, (const uint8_t *)"a\0\n\xff", 4);
	expect_json(&json, "\"a\\u0000\\u000a\\u00ff\"");
	json_bytes(&json, NULL, NULL, 0);
	expect_json(&json, "\"\"");
	json_free(&json);
	ok("json: every byte");
}

/* RFC 3629, 4 for what is UTF-8; the rest is written byte by byte, all of the line. */
static void text_and_what_is_not(void)
{
	static const struct {
		const char *text;
		const char *want;
	} rows[] = {
		{ "say \"hello\"\t\\", "\"say \\\"hello\\\"\\u0009\\\\\"" },
		{ "\x7f", "\"\\u007f\"" },
		{ "##[x]\xe2\x80\xa8", "\"\\u0023\\u0023[x]\\u2028\"" },
		{ "\xc2\x80", "\"\\u0080\"" },				/* U+0080 */
		{ "f\xc3\xbcr", "\"f\\u00fcr\"" },			/* ü */
		{ "\xe2\x82\xac", "\"\\u20ac\"" },			/* € */
		{ "\xe0\xa0\x80", "\"\\u0800\"" },			/* U+0800, the first of three bytes */
		{ "\xee\x80\x80", "\"\\ue000\"" },			/* U+E000, after the surrogates */
		{ "\xf0\x90\x80\x80", "\"\\ud800\\udc00\"" },		/* U+10000, the first of four */
		{ "\xef\xbf\xbf", "\"\\uffff\"" },			/* U+FFFF */
		{ "\xf0\x9f\x98\x80", "\"\\ud83d\\ude00\"" },		/* U+1F600 */
		{ "\xf4\x8f\xbf\xbf", "\"\\udbff\\udfff\"" },		/* U+10FFFF, the last */
		{ "\xed\x9f\xbf", "\"\\ud7ff\"" },			/* before the surrogates */
		{ "f\xfcr", "\"f\\u00fcr\"" },				/* Latin-1 */
		{ "\xc3\xbc\xff", "\"\\u00c3\\u00bc\\u00ff\"" },	/* valid only at first */
		{ "\x80", "\"\\u0080\"" },				/* begins in the middle */
		{ "\xe2\x82", "\"\\u00e2\\u0082\"" },			/* ends too early */
		{ "a\xe2", "\"a\\u00e2\"" },
		{ "a\xe2\x82", "\"a\\u00e2\\u0082\"" },
		{ "\xe2z", "\"\\u00e2z\"" },
		{ "\xe2\x82z", "\"\\u00e2\\u0082z\"" },
		{ "\xc0\xaf", "\"\\u00c0\\u00af\"" },			/* '/', too long by one */
		{ "\xe0\x80\xaf", "\"\\u00e0\\u0080\\u00af\"" },	/* by two */
		{ "\xf0\x80\x80\xaf", "\"\\u00f0\\u0080\\u0080\\u00af\"" },
		{ "\xed\xa0\x80", "\"\\u00ed\\u00a0\\u0080\"" },	/* surrogate U+D800 */
		{ "\xed\xbf\xbf", "\"\\u00ed\\u00bf\\u00bf\"" },	/* surrogate U+DFFF */
		{ "\xf4\x90\x80\x80", "\"\\u00f4\\u0090\\u0080\\u0080\"" },	/* U+110000 */
		{ "\xf8\x88\x80\x80\x80", "\"\\u00f8\\u0088\\u0080\\u0080\\u0080\"" },
		{ "\xfe", "\"\\u00fe\"" },
	};
	struct json json = { 0 };

	for (size_t i = 0; i < COUNT(rows); i++) {
		uint8_t *exact = exactly((const uint8_t *)rows[i].text, strlen(rows[i].text));

		(void)json_line(&json, NULL, (const char *)exact, strlen(rows[i].text));
		expect_json(&json, rows[i].want);
		free(exact);
	}
	assert(json_line(&json, NULL, "a\0b", 3));
	expect_json(&json, "\"a\\u0000b\"");
	json_free(&json);
	ok("json: text that is UTF-8, and text that is not");
}

static void growth(void)
{
	enum { LINES = 1000, LEN = 997 };
	struct json json = { 0 };
	char *text = malloc(LEN + 1);
	size_t size;

	assert(text);
	memset(text, 'x', LEN);
	text[LEN] = '\0';
	json_open(&json, NULL, '[');
	for (int i = 0; i < LINES; i++)
		json_text(&json, NULL, text);
	json_close(&json, ']');
	assert(json.len == 2 + LINES * (LEN + 2) + (LINES - 1));
	assert(json.text[0] == '[' && json.text[json.len - 1] == ']');
	assert(!memcmp(json.text + 1 + LEN + 2, ",\"xxx", 5));

	size = json.size;
	json_reset(&json);
	assert(json.len == 0 && json.size == size);
	json_free(&json);
	assert(!json.text && !json.size);
	free(text);
	ok("json: growth, and its memory kept");
}

static void members_of_another(void)
{
	struct json json = { 0 }, more = { 0 };

	json_open(&more, "blocked", '[');
	json_close(&more, ']');
	json_open(&json, NULL, '{');
	json_int(&json, "a", 1);
	json_raw(&json, &more);
	json_close(&json, '}');
	expect_json(&json, "{\"a\":1,\"blocked\":[]}");
	json_free(&more);

	json_open(&json, NULL, '{');
	json_int(&json, "a", 1);
	json_raw(&json, &more);
	json_close(&json, '}');
	expect_json(&json, "{\"a\":1}");

	for (int i = 0; i < 2000; i++)
		json_int(&more, "long", i);
	json_free(&json);	/* what is put in is larger than what is there */
	json_raw(&json, &more);
	assert(json.len == more.len && !memcmp(json.text, more.text, more.len));
	json_free(&more);

	more.failed = true;
	json_raw(&json, &more);
	assert(json.failed);
	json_reset(&json);
	assert(!json.failed);
	json_free(&json);
	ok("json: members that another has made");
}

int main(void)
{
	members_and_elements();
	brackets_in_text();
	numbers();
	every_byte();
	text_and_what_is_not();
	growth();
	members_of_another();
	return 0;
}
