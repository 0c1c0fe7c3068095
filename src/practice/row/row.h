/* SPDX-License-Identifier: Apache-2.0
 * row.h - rows of the store as records, and records in words.
 *
 * Rows become records by the names of their columns: x_lo, x_hi and x_precision side by side are
 * "x": {lo, hi, precision}; a number under x_at is an instant; is_x is "x": true or false. */
#ifndef ONUS_PRACTICE_ROW_H
#define ONUS_PRACTICE_ROW_H

#include "practice/command.h"

/* --- rows as records --- */
/* Emits every row. */
#define record_emit(c, ...) record_emit_n((c), STORE_ARGS_(__VA_ARGS__))
/* The one row, in the call's arena. ONUS_NO where there is none. */
#define record_row(c, out, ...) record_row_n((c), (out), STORE_ARGS_(__VA_ARGS__))
/* All rows, as the array `key` of an object. */
#define record_list(c, object, key, ...)                                                           \
	record_list_n((c), (object), (key), STORE_ARGS_(__VA_ARGS__))

ONUS_CHECK enum onus_err record_emit_n(struct call *c, const char *sql, const struct value *values,
				       size_t count);
ONUS_CHECK enum onus_err record_row_n(struct call *c, struct json **out, const char *sql,
				      const struct value *values, size_t count);
ONUS_CHECK enum onus_err record_list_n(struct call *c, struct json *object, const char *key,
				       const char *sql, const struct value *values, size_t count);
/* The current row. */
struct json *record_of_row(struct rows *rows, struct arena *a);

/* Columns occurred_lo, occurred_hi and precision as "when"; `t` is the table's name with its point.
 */
#define RECORD_SQL_WHEN(t)                                                                         \
	t "occurred_lo AS when_lo, " t "occurred_hi AS when_hi, " t "precision AS when_precision"

/* --- in apply functions --- */
/* The text, the integer, or SQL's NULL, that a body holds under `field`. */
struct value body_text(const struct event *e, const char *field);
struct value body_optional(const struct event *e, const char *field);
struct value body_int(const struct event *e, const char *field);
/* The three columns of the time at which the event's matter happened. */
#define EVENT_WHEN(e)                                                                              \
	v_int((e)->occurred.lo), v_int((e)->occurred.hi),                                          \
		v_text(precision_name((e)->occurred.precision))

/* --- words --- */
/* "May 2002", "between 2002 and 2006", "at an unknown time": the time of a record under `key`. */
void record_say_when(struct buf *out, const struct json *record, const char *key);
/* The instant under `key`, an x_at, in words: "22 November 2026, 02:06 UTC"; nothing where there is
 * none. */
void record_say_at(struct buf *out, const struct json *record, const char *key);
/* The same of a time limit: "the end of 30 November 2026" where that is its last second, in UTC or
 * in London. */
void record_say_limit(struct buf *out, const struct json *record, const char *key);
/* `before`, the names in the list under `key`, and a full stop; nothing for an empty list. */
void record_say_names(struct buf *out, const struct json *record, const char *key,
		      const char *before);
/* `before`, the text under `key`, and the line's end; nothing where it is empty. */
void record_say_line(struct buf *out, const struct json *record, const char *key,
		     const char *before);
/* The text under `key`; "" where there is none. */
const char *record_get(const struct json *record, const char *key);

#endif
