/* SPDX-License-Identifier: Apache-2.0
 * row.c - what all rows of an answer have alike. */
#include <stdlib.h>

#include "answer/answer.h"
#include "answer/story.h"
#include "practice/people/people.h"

enum { ROWS_FIRST = 16 };

/* A bigger copy of a full array. */
static void *grown(struct story *s, const void *items, size_t count, size_t *room, size_t size)
{
	void *out;

	*room = *room != 0 ? 2 * *room : ROWS_FIRST;
	out = arena_array(s->arena, *room, size);
	if (count > 0) {
		memcpy(out, items, count * size);
	}
	return out;
}

struct when row_when(struct rows *rows, int column)
{
	enum precision precision;

	if (rows_is_null(rows, column) ||
	    !precision_from_name(rows_slice(rows, column + 2), &precision)) {
		return when_unknown();
	}
	return (struct when){rows_int(rows, column), rows_int(rows, column + 1), precision};
}

const char *report_called(struct rows *rows, int column, struct arena *a)
{
	struct slice title = arena_slice(a, slice_trim(rows_slice(rows, column)));
	struct slice path = arena_slice(a, rows_slice(rows, column + 1));
	struct slice text = arena_slice(a, rows_slice(rows, column + 2));
	struct slice line;

	if (title.n > 0) {
		return title.p;
	}
	while (slice_line(&text, &line)) {
		line = slice_trim(line);
		if (line.n > 0) {
			return arena_copy(a, line);
		}
	}
	while (slice_find(path, '/') + 1 < path.n) {
		path = slice_from(path, slice_find(path, '/') + 1);
	}
	return path.p;
}

/* Entered later than the day on which it happened; what has no time can't be said to be late. */
static bool is_late(struct when when, int64_t recorded_at)
{
	return when.precision != PRECISION_UNKNOWN && day_of(recorded_at) > day_of(when.hi);
}

struct row *row_add(struct story *s, enum list list, const struct thing *t, struct when when,
		    int64_t recorded_at)
{
	struct rows_of *rows = &s->lists[list];
	struct row *row = NEW(s->arena, struct row);
	char prefix;

	row->id = t->id;
	row->when = when;
	row->recorded_at = recorded_at;
	row->unconfirmed = t->basis == BASIS_PROPOSED;
	row->afterwards = t->afterwards;
	row->json = json_object(s->arena);
	(void)id_parse(slice_str(t->id), &prefix, &row->seq, &row->part);
	json_set_str(row->json, "id", t->id);
	json_set(row->json, "when", when_answer(s->arena, when));
	json_set_str(row->json, "recorded", instant_write(s->arena, recorded_at));
	json_set(row->json, "late", json_bool(s->arena, is_late(when, recorded_at)));
	if (rows->count == rows->room) {
		rows->rows = grown(s, rows->rows, rows->count, &rows->room, sizeof rows->rows[0]);
	}
	rows->rows[rows->count++] = row;
	return row;
}

void row_text(struct story *s, struct row *row, const char *key, struct rows *rows, int column)
{
	json_set_str(row->json, key, rows_str(rows, column, s->arena));
}

enum onus_err row_member(struct story *s, struct row *row, const char *key, const char *member)
{
	struct standing at = {.name = member, .senior = SENIOR_UNKNOWN};
	const char *name_key = slice_is(slice_str(key), "member")
				       ? "name"
				       : arena_printf(s->arena, "%s_name", key);
	enum onus_err e = ONUS_NO;

	if (member != NULL) {
		e = people_standing(s->store, s->arena, member, row->when, s->known_up_to, &at);
		if (e != ONUS_OK && e != ONUS_NO) {
			return e;
		}
	}
	row->member = member;
	row->name = at.name;
	row->post = at.title;
	row->rank = at.rank;
	row->senior = at.senior;
	json_set_str(row->json, key, member);
	json_set_str(row->json, name_key, at.name);
	json_set_str(row->json, "post", at.title);
	json_set_str(row->json, "rank", at.rank);
	json_set_str(row->json, "senior", senior_name(at.senior));
	return ONUS_OK;
}

static void moment_add(struct story *s, struct moments *to, const struct row *row, struct when when)
{
	if (to->count == to->room) {
		to->items = grown(s, to->items, to->count, &to->room, sizeof to->items[0]);
	}
	to->items[to->count++] = (struct moment){.id = row->id,
						 .when = when,
						 .recorded_at = row->recorded_at,
						 .unconfirmed = row->unconfirmed};
}

void row_is_known(struct story *s, const struct row *row)
{
	moment_add(s, &s->known, row, row->when);
}

void row_is_answer(struct story *s, const struct row *row, struct when when)
{
	if (!row->afterwards) {
		moment_add(s, &s->answers, row, when);
	}
}

static int row_cmp(const void *a, const void *b)
{
	const struct row *x = *(const struct row *const *)a;
	const struct row *y = *(const struct row *const *)b;
	const int64_t keys[][2] = {{x->when.lo, y->when.lo},
				   {x->when.hi, y->when.hi},
				   {x->seq, y->seq},
				   {x->part, y->part}};

	/* What has no time comes last, not at the beginning of time. */
	if ((x->when.precision == PRECISION_UNKNOWN) != (y->when.precision == PRECISION_UNKNOWN)) {
		return x->when.precision == PRECISION_UNKNOWN ? 1 : -1;
	}
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		if (keys[i][0] != keys[i][1]) {
			return keys[i][0] < keys[i][1] ? -1 : 1;
		}
	}
	return 0;
}

void rows_sort(struct rows_of *list)
{
	if (list->count > 1) {
		qsort(list->rows, list->count, sizeof list->rows[0], row_cmp);
	}
}
