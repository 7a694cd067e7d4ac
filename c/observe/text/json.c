#include "text/json.h"

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

static char *grow(struct json *json, size_t more)
{
	size_t size = (json->len + more) * 2 + 1024;
	char *text = realloc(json->text, size);

	if (!text) {
		json->failed = true;
		return NULL;
	}
	json->text = text;
	json->size = size;
	return json->text + json->len;
}

/* Room for @more bytes, or NULL. */
static inline char *room(struct json *json, size_t more)
{
	return json->len + more <= json->size ? json->text + json->len : grow(json, more);
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
	char *to = room(json, 1);

	if (!to)
		return;
	*to = c;
	json->len++;
}

/* The comma before every member but the first, and the key. */
static void member(struct json *json, const char *key)
{
	char last = json->len ? json->text[json->len - 1] : '{';
	size_t len = key ? strlen(key) : 0;
	char *to = room(json, len + 4);

	if (!to)
		return;
	if (last != '{' && last != '[')
		*to++ = ',';
	if (key) {
		*to++ = '"';
		to = (char *)memcpy(to, key, len) + len;
		*to++ = '"';
		*to++ = ':';
	}
	json->len = (size_t)(to - json->text);
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

static bool is_plain(uint8_t byte)
{
	return byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\' && byte != '#';
}

/* Text of which nothing is escaped, which nearly all is: in one piece. */
static bool put_plain(struct json *json, const uint8_t *bytes, size_t len)
{
	char *to;

	for (size_t i = 0; i < len; i++)
		if (!is_plain(bytes[i]))
			return false;
	to = room(json, len + 2);
	if (!to)
		return true;
	to[0] = '"';
	if (len)	/* of nothing, there may be no place: C11, 7.24.1 */
		memcpy(to + 1, bytes, len);
	to[len + 1] = '"';
	json->len += len + 2;
	return true;
}

/* A unit of UTF-16, by its number. */
static void put_unit(struct json *json, uint32_t unit)
{
	char escape[6] = { '\\', 'u', HEX[unit >> 12 & 15], HEX[unit >> 8 & 15],
			   HEX[unit >> 4 & 15], HEX[unit & 15] };

	put(json, escape, sizeof(escape));
}

/*
 * One character below U+0100, escaped where JSON, a terminal or a CI system would mind:
 * ##vso[...] is a command of Azure Pipelines wherever it stands on a line.
 */
static void put_byte(struct json *json, uint8_t byte)
{
	if (byte == '"' || byte == '\\') {
		put_char(json, '\\');
		put_char(json, (char)byte);
	} else if (is_plain(byte)) {
		put_char(json, (char)byte);
	} else {
		put_unit(json, byte);
	}
}

/*
 * One character of text. Above U+FFFF it takes two halves (RFC 8259, 7). Escaped is
 * every one above U+007E: some end a line, and some turn the direction of writing.
 */
static void put_character(struct json *json, uint32_t code)
{
	if (code < 0x80) {
		put_byte(json, (uint8_t)code);
	} else if (code < 0x10000) {
		put_unit(json, code);
	} else {
		put_unit(json, 0xd800 + ((code - 0x10000) >> 10));
		put_unit(json, 0xdc00 + ((code - 0x10000) & 0x3ff));
	}
}

void json_bytes(struct json *json, const char *key, const uint8_t *bytes, size_t len)
{
	member(json, key);
	if (put_plain(json, bytes, len))
		return;
	put_char(json, '"');
	for (size_t i = 0; i < len; i++)
		put_byte(json, bytes[i]);
	put_char(json, '"');
}

/*
 * The length of the UTF-8 sequence at @text, 0 if it is none, and its character in
 * @code. Surrogates and overlong forms are refused (RFC 3629, 3 and 4), or a strict
 * reader of the record would fail on them.
 */
static size_t utf8_sequence(const uint8_t *text, size_t len, uint32_t *code)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint8_t lead = text[0];
	size_t want = lead < 0x80 ? 1 : lead < 0xc0 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 :
		      lead < 0xf8 ? 4 : 0;

	*code = want > 1 ? lead & (0x7fu >> want) : lead;
	if (!want || want > len)
		return 0;
	for (size_t i = 1; i < want; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (text[i] & 0x3f);
	}
	if (*code < smallest[want] || *code > 0x10ffff || (*code >= 0xd800 && *code < 0xe000))
		return 0;
	return want;
}

static bool is_utf8(const uint8_t *text, size_t len)
{
	uint32_t code;

	for (size_t at = 0; at < len;) {
		size_t step = text[at] < 0x80 ? 1 : utf8_sequence(text + at, len - at, &code);

		if (!step)
			return false;
		at += step;
	}
	return true;
}

bool json_line(struct json *json, const char *key, const char *text, size_t len)
{
	const uint8_t *bytes = (const uint8_t *)text;

	if (!is_utf8(bytes, len)) {
		json_bytes(json, key, bytes, len);
		return false;
	}
	member(json, key);
	if (put_plain(json, bytes, len))
		return true;
	put_char(json, '"');
	for (size_t at = 0; at < len;) {
		uint32_t code;

		at += utf8_sequence(bytes + at, len - at, &code);
		put_character(json, code);
	}
	put_char(json, '"');
	return true;
}

void json_text(struct json *json, const char *key, const char *text)
{
	if (text)
		(void)json_line(json, key, text, strlen(text));
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
