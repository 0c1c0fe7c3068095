/* SPDX-License-Identifier: Apache-2.0
 * kinds.c - finding an event kind by its name, and holding a body to its fields. */
#include <stdlib.h>

#include "ledger/internal.h"

static int compare_name(const void *name, const void *kind)
{
	const struct event_kind *k = *(const struct event_kind *const *)kind;

	return slice_cmp(*(const struct slice *)name, slice_str(k->name));
}

const struct event_kind *kind_find(const struct ledger *l, struct slice name)
{
	const struct event_kind *const *found = bsearch(
		&name, l->kinds, l->kind_count, sizeof(const struct event_kind *), compare_name);

	return found ? *found : NULL;
}

static bool is_id(const struct json *v)
{
	char prefix;
	int64_t seq;
	int64_t part;

	return v->type == JSON_STRING && id_parse(v->string, &prefix, &seq, &part);
}

static bool all_ids(const struct json *v)
{
	for (size_t i = 0; v->type == JSON_ARRAY && i < v->count; i++) {
		if (!is_id(v->items[i])) {
			return false;
		}
	}
	return v->type == JSON_ARRAY;
}

static bool fits(const struct field *f, const struct json *v)
{
	struct when w;

	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_BLOB:
		return v->type == JSON_STRING;
	case FIELD_INT:
		return v->type == JSON_INT;
	case FIELD_THING:
		return is_id(v);
	case FIELD_THINGS:
		return all_ids(v);
	case FIELD_WHEN:
		return v->type == JSON_OBJECT && when_from_json(v, &w) == ONUS_OK;
	case FIELD_LIST:
		return v->type == JSON_ARRAY;
	case FIELD_OBJECT:
		return v->type == JSON_OBJECT;
	}
	return false;
}

static const struct field *field_of(const struct event_kind *k, struct slice name)
{
	for (const struct field *f = k->fields; f->name != NULL; f++) {
		if (slice_is(name, f->name)) {
			return f;
		}
	}
	return NULL;
}

enum onus_err kind_check_body(const struct event_kind *k, const struct json *body,
			      enum onus_err code)
{
	ENSURE(body != NULL && body->type == JSON_OBJECT, code, "the body of %s is no object",
	       k->name);
	for (size_t i = 0; i < body->count; i++) {
		const struct json_member *m = &body->members[i];
		const struct field *f = field_of(k, m->key);

		ENSURE(f != NULL, code, "%s has no field \"" SLICE_FMT "\"", k->name,
		       SLICE_ARG(m->key));
		ENSURE(fits(f, m->value), code, "the field \"%s\" of %s has the wrong form",
		       f->name, k->name);
	}
	for (const struct field *f = k->fields; f->name != NULL; f++) {
		ENSURE(!f->required || json_get(body, f->name) != NULL, code,
		       "%s lacks its field \"%s\"", k->name, f->name);
	}
	return ONUS_OK;
}
