/* SPDX-License-Identifier: Apache-2.0
 * json.c - values in an arena, and the two ways of writing them. The reader is json_read.c. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/json_inside.h"
#include "base/limits.h"

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

struct json *json_decimal(struct arena *a, double x, unsigned places)
{
	struct json *v;

	if (!isfinite(x)) {
		return json_null(a);
	}
	v = make(a, JSON_NUMBER);
	v->string = slice_str(arena_printf(a, "%.*f", (int)places, x));
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

void json_append(struct json *object, struct slice key, struct json *value)
{
	object->members = make_room(object, object->members, sizeof *object->members);
	object->members[object->count++] = (struct json_member){.key = key, .value = value};
}

void json_set(struct json *object, const char *key, struct json *value)
{
	struct slice name = slice_str(key);
	struct json_member *old = find(object, name);

	if (old != NULL) {
		old->value = value;
		return;
	}
	json_append(object, arena_slice(object->arena, name), value);
}

void json_push(struct json *array, struct json *value)
{
	array->items = make_room(array, array->items, sizeof *array->items);
	array->items[array->count++] = value;
}

void json_set_str(struct json *object, const char *key, const char *text)
{
	json_set(object, key,
		 text ? json_string(object->arena, slice_str(text)) : json_null(object->arena));
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

	if (value == NULL || value->type != JSON_STRING ||
	    memchr(value->string.p, 0, value->string.n) != NULL) {
		return NULL;
	}
	return value->string.p;
}

int64_t json_get_int(const struct json *v, const char *key, int64_t otherwise)
{
	const struct json *value = json_get(v, key);

	return value && value->type == JSON_INT ? value->integer : otherwise;
}

double json_get_double(const struct json *v, const char *key)
{
	const struct json *n = json_get(v, key);
	char text[64];

	if (n != NULL && n->type == JSON_INT) {
		return (double)n->integer;
	}
	if (n == NULL || n->type != JSON_NUMBER || n->string.n >= sizeof text) {
		return NAN;
	}
	memcpy(text, n->string.p, n->string.n);
	text[n->string.n] = '\0';
	return strtod(text, NULL);
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
	SCOPED_JSON_ORDER(in_a);
	SCOPED_JSON_ORDER(in_b);

	json_order_init(&in_a, a);
	json_order_init(&in_b, b);
	for (size_t i = 0; i < a->count; i++) {
		if (!slice_eq(in_a.members[i]->key, in_b.members[i]->key) ||
		    !json_eq(in_a.members[i]->value, in_b.members[i]->value)) {
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

/* What is signed must be readable for ever: the canonical writer refuses whatever json_parse would.
 * Each refusal is a mistake of the program, which let a value come this far. */
struct canonical {
	struct buf *out;
	size_t depth;
	size_t values;
};

static enum onus_err write_canonical(struct canonical *c, const struct json *v);

static enum onus_err write_canonical_string(struct canonical *c, struct slice s)
{
	ENSURE(slice_is_utf8(s, NULL), ONUS_INTERNAL, "canonical JSON: a string is not UTF-8");
	json_write_string(c->out, s);
	return ONUS_OK;
}

static enum onus_err write_canonical_object(struct canonical *c, const struct json *v)
{
	SCOPED_JSON_ORDER(order);

	ENSURE(v->count <= JSON_MEMBERS_MAX, ONUS_INTERNAL,
	       "canonical JSON: more members than JSON_MEMBERS_MAX");
	json_order_init(&order, v);
	buf_add_byte(c->out, '{');
	for (size_t i = 0; i < v->count; i++) {
		buf_add_str(c->out, i > 0 ? "," : "");
		GUARD(write_canonical_string(c, order.members[i]->key));
		buf_add_byte(c->out, ':');
		GUARD(write_canonical(c, order.members[i]->value));
	}
	buf_add_byte(c->out, '}');
	return ONUS_OK;
}

static enum onus_err write_canonical_array(struct canonical *c, const struct json *v)
{
	buf_add_byte(c->out, '[');
	for (size_t i = 0; i < v->count; i++) {
		buf_add_str(c->out, i > 0 ? "," : "");
		GUARD(write_canonical(c, v->items[i]));
	}
	buf_add_byte(c->out, ']');
	return ONUS_OK;
}

static enum onus_err write_canonical_container(struct canonical *c, const struct json *v)
{
	ENSURE(c->depth < JSON_DEPTH_MAX, ONUS_INTERNAL,
	       "canonical JSON: nested deeper than JSON_DEPTH_MAX");
	c->depth++;
	GUARD(v->type == JSON_OBJECT ? write_canonical_object(c, v) : write_canonical_array(c, v));
	c->depth--;
	return ONUS_OK;
}

static enum onus_err write_canonical(struct canonical *c, const struct json *v)
{
	ENSURE(c->values < JSON_VALUES_MAX, ONUS_INTERNAL,
	       "canonical JSON: more values than JSON_VALUES_MAX");
	c->values++;
	switch (v->type) {
	case JSON_INT:
		ENSURE(v->integer >= -JSON_INT_MAX && v->integer <= JSON_INT_MAX, ONUS_INTERNAL,
		       "canonical JSON: an integer beyond 2^53 - 1");
		write_scalar(c->out, v);
		return ONUS_OK;
	case JSON_STRING:
		return write_canonical_string(c, v->string);
	case JSON_OBJECT:
	case JSON_ARRAY:
		return write_canonical_container(c, v);
	default:
		return onus_fail(ONUS_INTERNAL, HERE,
				 "canonical JSON holds objects, arrays, strings and integers only");
	}
}

enum onus_err json_write_canonical(struct buf *out, const struct json *v)
{
	struct canonical c = {.out = out};

	GUARD(write_canonical(&c, v));
	return buf_check(out, "canonical JSON");
}
