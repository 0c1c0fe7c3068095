/* SPDX-License-Identifier: Apache-2.0
 * json.c - values in an arena, and the two ways of writing them. The reader is json_read.c. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/json.h"

static struct json *make(struct arena *a, enum json_type type)
{
	struct json *v = NEW(a, struct json);

	v->type = type;
	v->arena = a;
	return v;
}

struct json *json_object(struct arena *a)
{
	return make(a, JSON_OBJECT);
}

struct json *json_array(struct arena *a)
{
	return make(a, JSON_ARRAY);
}

struct json *json_string(struct arena *a, struct slice s)
{
	struct json *v = make(a, JSON_STRING);

	v->string = arena_slice(a, s);
	return v;
}

struct json *json_int(struct arena *a, int64_t n)
{
	struct json *v = make(a, JSON_INT);

	v->integer = n;
	return v;
}

struct json *json_bool(struct arena *a, bool yes)
{
	return make(a, yes ? JSON_TRUE : JSON_FALSE);
}

struct json *json_null(struct arena *a)
{
	return make(a, JSON_NULL);
}

/* Grows an arena array of `size`-byte elements so that one more fits. */
static void *make_room(struct json *v, void *old, size_t size)
{
	void *grown;

	if (v->count < v->room) {
		return old;
	}
	v->room = v->room == 0 ? 4 : v->room * 2;
	grown = arena_array(v->arena, v->room, size);
	if (v->count > 0) {
		memcpy(grown, old, v->count * size);
	}
	return grown;
}

static struct json_member *find(const struct json *object, struct slice key)
{
	for (size_t i = 0; i < object->count; i++) {
		if (slice_eq(object->members[i].key, key)) {
			return &object->members[i];
		}
	}
	return NULL;
}

void json_set(struct json *object, const char *key, struct json *value)
{
	struct slice name = slice_str(key);
	struct json_member *old = find(object, name);

	if (old != NULL) {
		old->value = value;
		return;
	}
	object->members = make_room(object, object->members, sizeof *object->members);
	object->members[object->count++] =
		(struct json_member){.key = arena_slice(object->arena, name), .value = value};
}

void json_push(struct json *array, struct json *value)
{
	array->items = make_room(array, array->items, sizeof *array->items);
	array->items[array->count++] = value;
}

void json_set_str(struct json *object, const char *key, const char *text)
{
	json_set(object, key, text ? json_string(object->arena, slice_str(text)) : json_null(object->arena));
}

void json_set_slice(struct json *object, const char *key, struct slice text)
{
	json_set(object, key, json_string(object->arena, text));
}

void json_set_int(struct json *object, const char *key, int64_t n)
{
	json_set(object, key, json_int(object->arena, n));
}

void json_push_str(struct json *array, const char *text)
{
	json_push(array, json_string(array->arena, slice_str(text)));
}

const struct json *json_get(const struct json *v, const char *key)
{
	const struct json_member *m;

	if (v == NULL || v->type != JSON_OBJECT) {
		return NULL;
	}
	m = find(v, slice_str(key));
	return m ? m->value : NULL;
}

struct slice json_get_slice(const struct json *v, const char *key)
{
	const struct json *value = json_get(v, key);

	return value && value->type == JSON_STRING ? value->string : slice_of(NULL, 0);
}

const char *json_get_str(const struct json *v, const char *key)
{
	const struct json *value = json_get(v, key);

	return value && value->type == JSON_STRING ? value->string.p : NULL;
}

int64_t json_get_int(const struct json *v, const char *key, int64_t otherwise)
{
	const struct json *value = json_get(v, key);

	return value && value->type == JSON_INT ? value->integer : otherwise;
}

size_t json_get_count(const struct json *v, const char *key)
{
	const struct json *value = json_get(v, key);

	return value && value->type == JSON_ARRAY ? value->count : 0;
}

const struct json *json_get_item(const struct json *v, const char *key, size_t i)
{
	const struct json *value = json_get(v, key);

	return value && value->type == JSON_ARRAY && i < value->count ? value->items[i] : NULL;
}

static bool eq_items(const struct json *a, const struct json *b)
{
	for (size_t i = 0; i < a->count; i++) {
		if (!json_eq(a->items[i], b->items[i])) {
			return false;
		}
	}
	return true;
}

static bool eq_members(const struct json *a, const struct json *b)
{
	for (size_t i = 0; i < a->count; i++) {
		const struct json_member *other = find(b, a->members[i].key);

		if (other == NULL || !json_eq(a->members[i].value, other->value)) {
			return false;
		}
	}
	return true;
}

bool json_eq(const struct json *a, const struct json *b)
{
	if (a == NULL || b == NULL || a->type != b->type) {
		return a == b;
	}
	switch (a->type) {
	case JSON_INT:
		return a->integer == b->integer;
	case JSON_NUMBER:
	case JSON_STRING:
		return slice_eq(a->string, b->string);
	case JSON_ARRAY:
		return a->count == b->count && eq_items(a, b);
	case JSON_OBJECT:
		return a->count == b->count && eq_members(a, b);
	default:
		return true;
	}
}

/* --- writing --- */

void json_write_string(struct buf *out, struct slice s)
{
	static const char short_escape[0x20] = {
		['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};
	size_t plain = 0; /* start of the run not yet written */

	buf_add_byte(out, '"');
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c >= 0x20 && c != '"' && c != '\\') {
			continue;
		}
		buf_add(out, slice_of(s.p + plain, i - plain));
		plain = i + 1;
		if (c >= 0x20) {
			buf_add(out, slice_of((char[]){'\\', (char)c}, 2));
		} else if (short_escape[c] != 0) {
			buf_add(out, slice_of((char[]){'\\', short_escape[c]}, 2));
		} else {
			buf_addf(out, "\\u%04x", c);
		}
	}
	buf_add(out, slice_from(s, plain));
	buf_add_byte(out, '"');
}

static void write_scalar(struct buf *out, const struct json *v)
{
	switch (v->type) {
	case JSON_NULL:
		buf_add(out, SLICE("null"));
		break;
	case JSON_FALSE:
		buf_add(out, SLICE("false"));
		break;
	case JSON_TRUE:
		buf_add(out, SLICE("true"));
		break;
	case JSON_INT:
		buf_addf(out, "%" PRId64, v->integer);
		break;
	case JSON_NUMBER:
		buf_add(out, v->string);
		break;
	default:
		json_write_string(out, v->string);
		break;
	}
}

static void new_line(struct buf *out, int indent)
{
	if (indent >= 0) {
		buf_addf(out, "\n%*s", indent, "");
	}
}

/* indent < 0: all on one line. */
static void write_value(struct buf *out, const struct json *v, int indent)
{
	int deeper = indent >= 0 ? indent + 2 : -1;
	bool object = v->type == JSON_OBJECT;

	if (!object && v->type != JSON_ARRAY) {
		write_scalar(out, v);
		return;
	}
	buf_add_byte(out, object ? '{' : '[');
	for (size_t i = 0; i < v->count; i++) {
		buf_add_str(out, i > 0 ? "," : "");
		new_line(out, deeper);
		if (object) {
			json_write_string(out, v->members[i].key);
			buf_add_str(out, indent >= 0 ? ": " : ":");
		}
		write_value(out, object ? v->members[i].value : v->items[i], deeper);
	}
	if (v->count > 0) {
		new_line(out, indent);
	}
	buf_add_byte(out, object ? '}' : ']');
}

void json_write(struct buf *out, const struct json *v)
{
	write_value(out, v, -1);
}

void json_write_pretty(struct buf *out, const struct json *v)
{
	write_value(out, v, 0);
}

/* Order of UTF-16 code units of valid UTF-8: byte order, but that U+E000..U+FFFF (EE, EF) come after
 * everything beyond U+FFFF (F0..F4), which UTF-16 writes as surrogates D800..DFFF. */
static unsigned utf16_rank(unsigned char c)
{
	return c >= 0xf0 ? c - 2u : c >= 0xee ? c + 6u : c;
}

static int compare_keys(const void *left, const void *right)
{
	struct slice a = (*(const struct json_member *const *)left)->key;
	struct slice b = (*(const struct json_member *const *)right)->key;

	for (size_t i = 0; i < a.n && i < b.n; i++) {
		if (a.p[i] != b.p[i]) {
			return utf16_rank((unsigned char)a.p[i]) < utf16_rank((unsigned char)b.p[i]) ? -1
												     : 1;
		}
	}
	return a.n < b.n ? -1 : a.n > b.n;
}

static enum onus_err write_canonical_object(struct buf *out, const struct json *v)
{
	const struct json_member **sorted = NEW_N(v->arena, const struct json_member *, v->count);

	for (size_t i = 0; i < v->count; i++) {
		sorted[i] = &v->members[i];
	}
	qsort(sorted, v->count, sizeof(struct json_member *), compare_keys);
	buf_add_byte(out, '{');
	for (size_t i = 0; i < v->count; i++) {
		buf_add_str(out, i > 0 ? "," : "");
		json_write_string(out, sorted[i]->key);
		buf_add_byte(out, ':');
		GUARD(json_write_canonical(out, sorted[i]->value));
	}
	buf_add_byte(out, '}');
	return ONUS_OK;
}

enum onus_err json_write_canonical(struct buf *out, const struct json *v)
{
	switch (v->type) {
	case JSON_INT:
	case JSON_STRING:
		write_scalar(out, v);
		return ONUS_OK;
	case JSON_OBJECT:
		return write_canonical_object(out, v);
	case JSON_ARRAY:
		buf_add_byte(out, '[');
		for (size_t i = 0; i < v->count; i++) {
			buf_add_str(out, i > 0 ? "," : "");
			GUARD(json_write_canonical(out, v->items[i]));
		}
		buf_add_byte(out, ']');
		return ONUS_OK;
	default:
		return onus_fail(ONUS_INTERNAL, HERE,
				 "canonical JSON holds objects, arrays, strings and integers only");
	}
}
