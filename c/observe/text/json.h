/*
 * json: one JSON object at a time, written by hand into a growing buffer.
 *
 * The observer writes JSON and never reads any, so a writer is all there is. A
 * call that cannot get memory marks the object @failed; whoever writes it looks at that.
 */
#ifndef OBSERVE_TEXT_JSON_H
#define OBSERVE_TEXT_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json {
	char *text;	/* owned; not terminated */
	size_t len;	/* bytes used */
	size_t size;	/* bytes allocated */
	bool failed;	/* memory ran out: the text is incomplete */
};

/** json_reset() - begin anew, keeping the memory. */
void json_reset(struct json *json);

/** json_free() - give the memory back. */
void json_free(struct json *json);

/*
 * Each of these writes one member. @key is a plain word that needs no escape,
 * or NULL for an element of an array and for the outermost object.
 */
void json_open(struct json *json, const char *key, char bracket);
void json_close(struct json *json, char bracket);
void json_int(struct json *json, const char *key, int64_t value);
void json_bool(struct json *json, const char *key, bool value);
void json_null(struct json *json, const char *key);

/** json_hex() - a number as "0x…", for addresses in memory. */
void json_hex(struct json *json, const char *key, uint64_t value);

/**
 * json_text() - a string, written in ASCII; text that is not valid UTF-8 is written byte by byte,
 * as json_bytes() does
 * @text:	terminated, or NULL for null
 */
void json_text(struct json *json, const char *key, const char *text);

/**
 * json_line() - json_text() for text that has a length instead of an end
 *
 * Return: was it valid UTF-8?
 */
bool json_line(struct json *json, const char *key, const char *text, size_t len);

/** json_bytes() - bytes, each as the character with its number (U+0000 to U+00FF). */
void json_bytes(struct json *json, const char *key, const uint8_t *bytes, size_t len);

/** json_raw() - the members that another writer has made. */
void json_raw(struct json *json, const struct json *members);

#endif
