#include "json.h"

#include <stdlib.h>
#include <string.h>

static const char HEX[] = "0123456789abcdef";

void json_reset(struct json *json)
{
	json->len = 0;
	json->failed = false;
}

void json_free(struct json *json)
{
	free(json->text);
	*json = (struct json){ 0 };
}

/* Room for @more bytes, or NULL. */
static char *room(struct json *json, size_t more)
{
	if (json->len + more > json->size) {
		size_t size = (json->len + more) * 2 + 1024;
		char *text = realloc(json->text, size);

		if (!text) {
			json->failed = true;
			return NULL;
		}
		json->text = text;
		json->size = size;
	}
	return json->text + json->len;
}

static void put(struct json *json, const char *text, size_t len)
{
	char *to = room(json, len);

	if (!to)
		return;
	memcpy(to, text, len);
	json->len += len;
}

static void put_char(struct json *json, char c)
{
	put(json, &c, 1);
}

/* The comma before every member but the first, and the key. */
static void member(struct json *json, const char *key)
{
	char last = json->len ? json->text[json->len - 1] : '{';

	if (last != '{' && last != '[')
		put_char(json, ',');
	if (!key)
		return;
	put_char(json, '"');
	put(json, key, strlen(key));
	put(json, "\":", 2);
}

void json_open(struct json *json, const char *key, char bracket)
{
	member(json, key);
	put_char(json, bracket);
}

void json_close(struct json *json, char bracket)
{
	put_char(json, bracket);
}

void json_int(struct json *json, const char *key, int64_t value)
{
	char digits[24];
	size_t at = sizeof(digits);
	uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

	do {
		digits[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest);
	if (value < 0)
		digits[--at] = '-';

	member(json, key);
	put(json, digits + at, sizeof(digits) - at);
}

void json_hex(struct json *json, const char *key, uint64_t value)
{
	char digits[20];
	size_t at = sizeof(digits);

	digits[--at] = '"';
	do {
		digits[--at] = HEX[value & 15];
		value >>= 4;
	} while (value);
	digits[--at] = 'x';
	digits[--at] = '0';
	digits[--at] = '"';

	member(json, key);
	put(json, digits + at, sizeof(digits) - at);
}

void json_bool(struct json *json, const char *key, bool value)
{
	member(json, key);
	put(json, value ? "true" : "false", value ? 4 : 5);
}

void json_null(struct json *json, const char *key)
{
	member(json, key);
	put(json, "null", 4);
}

/* One character below U+0100, escaped where JSON or a terminal would mind. */
static void put_byte(struct json *json, uint8_t byte)
{
	if (byte == '"' || byte == '\\') {
		put_char(json, '\\');
		put_char(json, (char)byte);
	} else if (byte >= 0x20 && byte < 0x7f) {
		put_char(json, (char)byte);
	} else {
		char escape[6] = { '\\', 'u', '0', '0', HEX[byte >> 4], HEX[byte & 15] };

		put(json, escape, sizeof(escape));
	}
}

void json_bytes(struct json *json, const char *key, const uint8_t *bytes, size_t len)
{
	member(json, key);
	put_char(json, '"');
	for (size_t i = 0; i < len; i++)
		put_byte(json, bytes[i]);
	put_char(json, '"');
}

/*
 * The length of the UTF-8 sequence at @text, 0 if it is none. Surrogates and
 * overlong forms are refused (RFC 3629, 3 and 4), or a strict reader of the record
 * would fail on them.
 */
static size_t utf8_sequence(const uint8_t *text, size_t len)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint8_t lead = text[0];
	size_t want = lead < 0x80 ? 1 : lead < 0xc0 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 :
		      lead < 0xf8 ? 4 : 0;
	uint32_t code = want > 1 ? lead & (0x7fu >> want) : lead;

	if (!want || want > len)
		return 0;
	for (size_t i = 1; i < want; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (text[i] & 0x3f);
	}
	if (code < smallest[want] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return 0;
	return want;
}

static bool is_utf8(const uint8_t *text, size_t len)
{
	for (size_t at = 0; at < len;) {
		size_t step = utf8_sequence(text + at, len - at);

		if (!step)
			return false;
		at += step;
	}
	return true;
}

void json_line(struct json *json, const char *key, const char *text, size_t len)
{
	const uint8_t *bytes = (const uint8_t *)text;

	if (!is_utf8(bytes, len)) {
		json_bytes(json, key, bytes, len);
		return;
	}
	member(json, key);
	put_char(json, '"');
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] < 0x80)
			put_byte(json, bytes[i]);
		else
			put_char(json, (char)bytes[i]);
	}
	put_char(json, '"');
}

void json_text(struct json *json, const char *key, const char *text)
{
	if (text)
		json_line(json, key, text, strlen(text));
	else
		json_null(json, key);
}

void json_raw(struct json *json, const struct json *members)
{
	json->failed |= members->failed;
	if (!members->len)
		return;
	member(json, NULL);
	put(json, members->text, members->len);
}
