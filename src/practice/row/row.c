/* SPDX-License-Identifier: Apache-2.0
 * row.c - rows of the store as records, and records in words. */
#include "practice/row/row.h"

#include "base/calendar.h"

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

/* False where there is none. */
static bool instant_of(const struct json *record, const char *key, int64_t *out)
{
	const char *text = record_get(record, key);
	struct when when;

	if (text[0] == '\0' || when_parse(slice_str(text), &when) != ONUS_OK) {
		return false;
	}
	*out = when.lo;
	return true;
}

void record_say_at(struct buf *out, const struct json *record, const char *key)
{
	SCOPED_ARENA(a);
	int64_t at;

	if (instant_of(record, key, &at)) {
		buf_add_str(out, when_say(&a, when_instant(at)));
	}
}

/* What is due on a day is due at its last second: of the UTC day that a person named, or of the
 * London day to which a clock of the policy runs. */
static bool ends_day(int64_t at, int64_t *day)
{
	*day = day_of(at);
	if (day_of(at + 1) != *day) {
		return true;
	}
	*day = london_day(at);
	return london_day(at + 1) != *day;
}

void record_say_limit(struct buf *out, const struct json *record, const char *key)
{
	SCOPED_ARENA(a);
	int64_t at;
	int64_t day;

	if (!instant_of(record, key, &at)) {
		return;
	}
	if (ends_day(at, &day)) {
		buf_addf(out, "the end of %s", when_say(&a, when_day(civil_from_days(day))));
	} else {
		buf_add_str(out, when_say(&a, when_instant(at)));
	}
}
