/* SPDX-License-Identifier: Apache-2.0
 * rows_oversight.c - who looked at it afterwards: complaint, finding, response, publication.
 *
 * Found from either end: a finding brings its complaint. Statements of a date that differ are rows
 * of their own; none is chosen. Oversight answers for those who answered or not; to the silences it
 * is neither knowledge nor answer. */
#include "answer/story.h"

enum onus_err load_complaint(struct story *s, const struct thing *t)
{
	static const char *const texts[] = {"title", "text", "made_by", "against", "body"};
	enum { TEXTS = sizeof texts / sizeof texts[0] };
	struct row *row;
	SCOPED_ROWS(rows);

	GUARD(store_query(s->store, &rows,
			  "SELECT occurred_lo, occurred_hi, precision, recorded_at, title, text,"
			  " made_by, against, body FROM complaint"
			  " WHERE id = ?1 AND recorded_at <= ?2",
			  v_text(t->id), v_int(s->known_up_to)));
	if (rows_next(&rows)) {
		row = row_add(s, LIST_COMPLAINTS, t, row_when(&rows, 0), rows_int(&rows, 3));
		for (int i = 0; i < TEXTS; i++) {
			row_text(s, row, texts[i], &rows, 4 + i);
		}
	}
	return rows_end(&rows);
}

/* The three that hang on something: `sql` gives time, recorded_at, the parent, then the texts. */
static enum onus_err load_part(struct story *s, const struct thing *t, enum list list,
			       const char *sql, const char *const *texts)
{
	struct row *row;
	SCOPED_ROWS(rows);

	GUARD(store_query(s->store, &rows, sql, v_text(t->id), v_int(s->known_up_to)));
	if (rows_next(&rows)) {
		row = row_add(s, list, t, row_when(&rows, 0), rows_int(&rows, 3));
		row->parent = rows_str(&rows, 4, s->arena);
		json_set_str(row->json, texts[0], row->parent);
		for (int i = 1; texts[i] != NULL; i++) {
			row_text(s, row, texts[i], &rows, 4 + i);
		}
		if (row->parent != NULL) {
			story_add(s, row->parent, t->basis, false);
		}
	}
	return rows_end(&rows);
}

enum onus_err load_finding(struct story *s, const struct thing *t)
{
	static const char *const texts[] = {"complaint", "outcome", "text", "source", NULL};

	return load_part(s, t, LIST_FINDINGS,
			 "SELECT occurred_lo, occurred_hi, precision, recorded_at, complaint,"
			 " outcome, text, source FROM finding WHERE id = ?1 AND recorded_at <= ?2",
			 texts);
}

enum onus_err load_response(struct story *s, const struct thing *t)
{
	static const char *const texts[] = {"finding", "stance", "reason", "made_by", NULL};

	return load_part(
		s, t, LIST_RESPONSES,
		"SELECT occurred_lo, occurred_hi, precision, recorded_at, finding,"
		" stance, reason, made_by FROM response WHERE id = ?1 AND recorded_at <= ?2",
		texts);
}

enum onus_err load_publication(struct story *s, const struct thing *t)
{
	static const char *const texts[] = {"thing", "extent", "text", NULL};

	return load_part(s, t, LIST_PUBLICATIONS,
			 "SELECT occurred_lo, occurred_hi, precision, recorded_at, thing,"
			 " extent, text FROM publication WHERE id = ?1 AND recorded_at <= ?2",
			 texts);
}
