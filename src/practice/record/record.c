/* SPDX-License-Identifier: Apache-2.0
 * record.c - parameters of a command into the body of an event, and rows into records. */
#include "practice/record/record.h"

#include "base/limits.h"
#include "practice/people/people.h"
#include "practice/register/register.h"

/* --- reading parameters --- */

static enum onus_err check_kind(const char *id, const char *text, const char *prefixes,
				const char *what)
{
	ENSURE(prefixes == NULL || strchr(prefixes, id[0]) != NULL, ONUS_USAGE, "%s is not %s",
	       text, what);
	return ONUS_OK;
}

enum onus_err record_thing(struct call *c, const char *param, const char *prefixes,
			   const char *what, const char **out)
{
	const char *text = call_text(c, param);
	const char *id = NULL;

	if (text != NULL) {
		GUARD(register_resolve(c->store, c->arena, text, &id));
		GUARD(check_kind(id, text, prefixes, what));
	}
	*out = id;
	return ONUS_OK;
}

static bool holds(const struct json *array, const char *text)
{
	for (size_t i = 0; i < array->count; i++) {
		if (slice_is(array->items[i]->string, text)) {
			return true;
		}
	}
	return false;
}

typedef enum onus_err resolve_fn(struct store *s, struct arena *a, const char *text,
				 const char **id);

static enum onus_err resolve_all(struct call *c, const char *param, struct json *body,
				 const char *field, resolve_fn *resolve)
{
	size_t count = call_count(c, param);
	struct json *list = json_array(c->arena);

	ENSURE(count <= EVENT_ABOUT_MAX, ONUS_BAD_INPUT,
	       "--%s was given %zu times; EVENT_ABOUT_MAX is %d", param, count, EVENT_ABOUT_MAX);
	for (size_t i = 0; i < count; i++) {
		const char *id;

		GUARD(resolve(c->store, c->arena, call_nth(c, param, i), &id));
		if (!holds(list, id)) {
			json_push_str(list, id);
		}
	}
	if (list->count > 0) {
		json_set(body, field, list);
	}
	return ONUS_OK;
}

enum onus_err record_things(struct call *c, const char *param, struct json *body, const char *field)
{
	return resolve_all(c, param, body, field, register_resolve);
}

enum onus_err record_about(struct call *c, struct json *body)
{
	return record_things(c, "about", body, "about");
}

enum onus_err record_members(struct call *c, const char *param, struct json *body,
			     const char *field)
{
	return resolve_all(c, param, body, field, people_resolve);
}

enum onus_err record_member(struct call *c, const char *param, const char **out)
{
	const char *text = call_text(c, param);

	*out = NULL;
	return text == NULL ? ONUS_OK : people_resolve(c->store, c->arena, text, out);
}

static enum onus_err opened_at(struct call *c, int64_t *out)
{
	bool found;

	GUARD(store_get_int(c->store, out, &found,
			    "SELECT recorded_at FROM event ORDER BY seq LIMIT 1"));
	ENSURE(found, ONUS_INTERNAL, "the ledger has no first event");
	return ONUS_OK;
}

enum onus_err record_doer(struct call *c, const char *param, struct when when, const char **out)
{
	int64_t opened;

	GUARD(record_member(c, param, out));
	GUARD(opened_at(c, &opened));
	if (*out == NULL && day_of(when.lo) >= day_of(opened)) {
		*out = c->member;
	}
	return ONUS_OK;
}

enum onus_err record_when(struct call *c, struct when *out)
{
	struct when when = call_when(c, "when", when_instant(c->now));

	ENSURE(when.lo <= c->now, ONUS_BAD_INPUT,
	       "--when %s lies in the future: what has not happened cannot be recorded as happened",
	       when_write(c->arena, when));
	*out = when;
	return ONUS_OK;
}

enum onus_err record_deadline(struct call *c, const char *param, struct json *body,
			      const char *field, struct when from)
{
	struct when when = call_when(c, param, when_unknown());

	if (!call_has(c, param)) {
		return ONUS_OK;
	}
	ENSURE(when.precision != PRECISION_UNKNOWN, ONUS_USAGE, "--%s needs a date", param);
	ENSURE(when.hi >= from.lo, ONUS_BAD_INPUT, "--%s %s lies before %s, when this starts",
	       param, when_write(c->arena, when), when_write(c->arena, from));
	json_set_int(body, field, when.hi);
	return ONUS_OK;
}

/* "made-by" is --made-by on the command line and "made_by" inside an event. */
static const char *field_of(struct arena *a, const char *param)
{
	char *field = arena_copy(a, slice_str(param));

	for (char *p = field; *p != '\0'; p++) {
		if (*p == '-') {
			*p = '_';
		}
	}
	return field;
}

void record_prose(struct call *c, struct json *body, const char *param)
{
	json_set_slice(body, field_of(c->arena, param), slice_trim(slice_str(call_text(c, param))));
}

enum onus_err record_name(struct call *c, struct json *body, const char *param)
{
	struct slice name = slice_trim(slice_str(call_text(c, param)));

	ENSURE(name.n <= NAME_MAX_BYTES, ONUS_BAD_INPUT, "--%s has %zu bytes; NAME_MAX_BYTES is %d",
	       param, name.n, NAME_MAX_BYTES);
	json_set_slice(body, field_of(c->arena, param), name);
	return ONUS_OK;
}

void record_choice(struct call *c, struct json *body, const char *param, const char *otherwise)
{
	const char *text = call_text(c, param);

	json_set_str(body, field_of(c->arena, param), text != NULL ? text : otherwise);
}

void record_set(struct json *body, const char *field, const char *text)
{
	if (text != NULL) {
		json_set_str(body, field, text);
	}
}

enum onus_err record_is_historic(struct call *c, struct when when, bool *out)
{
	int64_t opened;

	GUARD(opened_at(c, &opened));
	*out = when.hi < opened;
	return ONUS_OK;
}

/* --- rows as records --- */

static bool name_ends(const char *name, const char *end)
{
	return name != NULL && slice_ends(slice_str(name), slice_str(end));
}

static bool is_when(struct rows *rows, int column)
{
	return column + 2 < rows_columns(rows) && name_ends(rows_name(rows, column), "_lo") &&
	       name_ends(rows_name(rows, column + 1), "_hi") &&
	       name_ends(rows_name(rows, column + 2), "_precision");
}

static struct json *when_of_row(struct rows *rows, int column, struct arena *a)
{
	struct when when = {.lo = rows_int(rows, column), .hi = rows_int(rows, column + 1)};

	if (rows_is_null(rows, column) ||
	    !precision_from_name(rows_slice(rows, column + 2), &when.precision)) {
		return json_null(a);
	}
	return when_answer(a, when);
}

static struct json *value_of_row(struct rows *rows, int column, struct arena *a)
{
	const char *name = rows_name(rows, column);

	switch (rows_type(rows, column)) {
	case VALUE_INT:
		if (name_ends(name, "_at")) {
			return json_string(a, slice_str(instant_write(a, rows_int(rows, column))));
		}
		return slice_starts(slice_str(name), SLICE("is_"))
			       ? json_bool(a, rows_int(rows, column) != 0)
			       : json_int(a, rows_int(rows, column));
	case VALUE_TEXT:
		return json_string(a, rows_slice(rows, column));
	default:
		return json_null(a);
	}
}

struct json *record_of_row(struct rows *rows, struct arena *a)
{
	struct json *record = json_object(a);

	for (int i = 0; i < rows_columns(rows); i++) {
		struct slice name = slice_str(rows_name(rows, i));

		if (is_when(rows, i)) {
			name.n -= strlen("_lo");
			json_set(record, arena_copy(a, name), when_of_row(rows, i, a));
			i += 2;
		} else {
			struct json *value = value_of_row(rows, i, a);

			name = slice_starts(name, SLICE("is_")) ? slice_from(name, strlen("is_"))
								: name;
			json_set(record, arena_copy(a, name), value);
		}
	}
	return record;
}

enum onus_err record_emit_n(struct call *c, const char *sql, const struct value *values,
			    size_t count)
{
	SCOPED_ARENA(a);
	SCOPED_ROWS(rows);

	GUARD(store_query_n(c->store, &rows, sql, values, count));
	while (rows_next(&rows)) {
		arena_reset(&a);
		GUARD(call_emit(c, record_of_row(&rows, &a)));
	}
	return rows_end(&rows);
}

enum onus_err record_row_n(struct call *c, struct json **out, const char *sql,
			   const struct value *values, size_t count)
{
	SCOPED_ROWS(rows);
	struct json *record = NULL;

	GUARD(store_query_n(c->store, &rows, sql, values, count));
	if (rows_next(&rows)) {
		record = record_of_row(&rows, c->arena);
	}
	GUARD(rows_end(&rows));
	ENSURE(record != NULL, ONUS_NO, "there is no such record");
	*out = record;
	return ONUS_OK;
}

enum onus_err record_list_n(struct call *c, struct json *object, const char *key, const char *sql,
			    const struct value *values, size_t count)
{
	SCOPED_ROWS(rows);
	struct json *list = json_array(c->arena);

	GUARD(store_query_n(c->store, &rows, sql, values, count));
	while (rows_next(&rows)) {
		json_push(list, record_of_row(&rows, c->arena));
	}
	GUARD(rows_end(&rows));
	json_set(object, key, list);
	return ONUS_OK;
}

enum onus_err record_set_name(struct call *c, struct json *record, const char *key,
			      const char *name_key)
{
	const char *id = json_get_str(record, key);
	const char *name = NULL;

	if (id != NULL) {
		GUARD(register_name(c->store, c->arena, id, &name));
	}
	json_set_str(record, name_key, name);
	return ONUS_OK;
}

enum onus_err record_set_about(struct call *c, struct json *record)
{
	const char *id = json_get_str(record, "id");
	char prefix;
	int64_t seq, part;

	ENSURE(id != NULL && id_parse(slice_str(id), &prefix, &seq, &part), ONUS_INTERNAL,
	       "a record without an id has no \"about\"");
	GUARD(record_list(
		c, record, "about",
		"SELECT thing AS id FROM event_about WHERE seq = ?1 AND thing <> ?2 ORDER BY n",
		v_int(seq), v_text(id)));
	for (size_t i = 0; i < json_get_count(record, "about"); i++) {
		GUARD(record_set_name(c, json_get(record, "about")->items[i], "id", "name"));
	}
	return ONUS_OK;
}

/* --- in apply functions --- */

struct value body_text(const struct event *e, const char *field)
{
	return v_slice(json_get_slice(e->body, field));
}

struct value body_optional(const struct event *e, const char *field)
{
	return v_text(json_get_str(e->body, field));
}

struct value body_int(const struct event *e, const char *field)
{
	const struct json *v = json_get(e->body, field);

	return v != NULL && v->type == JSON_INT ? v_int(v->integer) : v_null();
}

/* --- words --- */

const char *record_get(const struct json *record, const char *key)
{
	const char *text = json_get_str(record, key);

	return text != NULL ? text : "";
}

void record_say_names(struct buf *out, const struct json *record, const char *key,
		      const char *before)
{
	size_t count = json_get_count(record, key);

	for (size_t i = 0; i < count; i++) {
		buf_addf(out, "%s%s", i == 0 ? before : "; ",
			 record_get(json_get_item(record, key, i), "name"));
	}
	buf_add_str(out, count > 0 ? ".\n" : "");
}

void record_say_line(struct buf *out, const struct json *record, const char *key,
		     const char *before)
{
	const char *text = record_get(record, key);

	if (text[0] != '\0') {
		buf_addf(out, "%s%s\n", before, text);
	}
}

void record_say_when(struct buf *out, const struct json *record, const char *key)
{
	SCOPED_ARENA(a);
	const struct json *stated = json_get(record, key);
	struct when when, end;

	if (!precision_from_name(json_get_slice(stated, "precision"), &when.precision) ||
	    when_parse(json_get_slice(stated, "lo"), &when) != ONUS_OK ||
	    when_parse(json_get_slice(stated, "hi"), &end) != ONUS_OK) {
		buf_add_str(out, when_say(&a, when_unknown()));
		return;
	}
	when.hi = end.hi;
	precision_from_name(json_get_slice(stated, "precision"), &when.precision);
	buf_add_str(out, when_say(&a, when));
}
