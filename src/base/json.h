/* SPDX-License-Identifier: Apache-2.0
 * json.h - JSON values in an arena, read strictly and written two ways.
 *
 * json_write keeps the order in which members were set, for people and programs that read answers.
 * json_write_canonical follows RFC 8785 for what is signed: members sorted by UTF-16 code units,
 * shortest escapes; event bodies hold objects, arrays, strings and integers only. */
#ifndef ONUS_BASE_JSON_H
#define ONUS_BASE_JSON_H

#include "base/arena.h"
#include "base/buf.h"

enum json_type {
	JSON_NULL,
	JSON_FALSE,
	JSON_TRUE,
	JSON_INT,    /* a whole number within +-(2^53 - 1), RFC 7493 */
	JSON_NUMBER, /* any other number, kept as the text it was written in */
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT,
};

struct json_member {
	struct slice key;
	struct json *value;
};

/* One value; it and all below it belong to `arena`. Only the fields of its type mean anything. */
struct json {
	enum json_type type;
	struct arena *arena;
	int64_t integer;
	struct slice string; /* JSON_STRING, JSON_NUMBER */
	size_t count;        /* JSON_ARRAY, JSON_OBJECT */
	size_t room;
	struct json **items;         /* JSON_ARRAY */
	struct json_member *members; /* JSON_OBJECT */
};

/* --- making --- */
struct json *json_object(struct arena *a);
struct json *json_array(struct arena *a);
struct json *json_string(struct arena *a, struct slice s); /* copies; s must be UTF-8 */
struct json *json_int(struct arena *a, int64_t n);
/* A number with `places` digits behind the point, for answers: events hold whole numbers only. JSON
 * has no infinity and no NaN: they become null. */
struct json *json_decimal(struct arena *a, double x, unsigned places);
struct json *json_bool(struct arena *a, bool yes);
struct json *json_null(struct arena *a);

/* Sets a member of an object (replacing one of that key in place) or appends to an array. The key
 * is copied; `value` must live in an arena that lives as long. */
void json_set(struct json *object, const char *key, struct json *value);
void json_push(struct json *array, struct json *value);
/* The common cases. A NULL text sets JSON null. */
void json_set_str(struct json *object, const char *key, const char *text);
void json_set_slice(struct json *object, const char *key, struct slice text);
void json_set_int(struct json *object, const char *key, int64_t n);
void json_push_str(struct json *array, const char *text);

/* --- reading --- */
/* Parses the whole of `text` (RFC 8259). ONUS_BAD_INPUT, with line and column, for anything else:
 * invalid UTF-8, duplicate keys, a lone surrogate, trailing bytes, and what is beyond
 * JSON_DEPTH_MAX, JSON_MEMBERS_MAX or JSON_VALUES_MAX. Columns count bytes. */
ONUS_CHECK enum onus_err json_parse(struct arena *a, struct slice text, struct json **out);

/* NULL where `v` is NULL, no object, or has no such member. */
const struct json *json_get(const struct json *v, const char *key);
/* The text of a string member; the empty slice where there is none. */
struct slice json_get_slice(const struct json *v, const char *key);
/* The same as a NUL-ended string in v's arena; NULL where there is none, or one that holds a NUL
 * byte: a name that ends early for us would be another name for others. */
const char *json_get_str(const struct json *v, const char *key);
/* The integer member, or `otherwise`. */
int64_t json_get_int(const struct json *v, const char *key, int64_t otherwise);
/* The number member, whole or not; NAN where there is none. */
double json_get_double(const struct json *v, const char *key);
/* Number of items of an array member (0 where there is none), and its i-th item. */
size_t json_get_count(const struct json *v, const char *key);
const struct json *json_get_item(const struct json *v, const char *key, size_t i);
/* Deep equality; the order of members does not matter. */
bool json_eq(const struct json *a, const struct json *b);

/* --- writing --- */
void json_write(struct buf *out, const struct json *v);
/* The same, over several lines with two spaces a level. */
void json_write_pretty(struct buf *out, const struct json *v);
/* RFC 8785. What it writes, json_parse reads back: ONUS_INTERNAL where `v` holds anything but
 * objects, arrays, strings in UTF-8 and integers within +-(2^53 - 1), or is beyond a limit of
 * json_parse; ONUS_BAD_INPUT where `out` is full. */
ONUS_CHECK enum onus_err json_write_canonical(struct buf *out, const struct json *v);
/* A quoted, escaped JSON string. */
void json_write_string(struct buf *out, struct slice s);

#endif
