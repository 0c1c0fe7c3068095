/* SPDX-License-Identifier: Apache-2.0
 * rows_work.c - what was done: matters, decisions, actions, operations, recommendations.
 *
 * An answer, to the silences, is a decision (no action is one like any other) once its second
 * person has joined where one was needed; an action that was done; the start and the recorded end
 * of an operation; the reply to a recommendation. Raising an action or opening a matter answers
 * nothing yet. What was recorded after the time the question asks of did not happen yet. */
#include "answer/story.h"

/* When the event in this column was recorded; true where that is by the time asked of. */
#define SQL_RECORDED_BY(column) "(SELECT recorded_at FROM event WHERE seq = " column ")"

static bool recorded_by_then(const struct story *s, struct rows *rows, int column)
{
	return !rows_is_null(rows, column) && rows_int(rows, column) <= s->known_up_to;
}

enum onus_err load_matter(struct story *s, const struct thing *t)
{
	struct row *row;
	SCOPED_ROWS(rows);

	GUARD(store_query(
		s->store, &rows,
		"SELECT occurred_lo, occurred_hi, precision, recorded_at, title, risk,"
		" child, " SQL_RECORDED_BY("closed_seq") " FROM matter"
							 " WHERE id = ?1 AND recorded_at <= ?2",
		v_text(t->id), v_int(s->known_up_to)));
	if (rows_next(&rows)) {
		row = row_add(s, LIST_MATTERS, t, row_when(&rows, 0), rows_int(&rows, 3));
		row_text(s, row, "title", &rows, 4);
		row_text(s, row, "risk", &rows, 5);
		row_text(s, row, "child", &rows, 6);
		json_set_str(row->json, "state", recorded_by_then(s, &rows, 7) ? "closed" : "open");
		json_set_str(row->json, "basis", t->answers_only ? "through a report" : "about");
	}
	return rows_end(&rows);
}

enum onus_err load_decision(struct story *s, const struct thing *t)
{
	struct row *row;
	bool made;
	SCOPED_ROWS(rows);

	GUARD(store_query(
		s->store, &rows,
		"SELECT occurred_lo, occurred_hi, precision, recorded_at, decider, second, kind,"
		" reason, options, unknowns, matter, state, " SQL_RECORDED_BY(
			"second_seq") ","
				      " second_seq FROM decision WHERE id = ?1 AND recorded_at <= "
				      "?2",
		v_text(t->id), v_int(s->known_up_to)));
	if (rows_next(&rows)) {
		made = slice_is(rows_slice(&rows, 11), "made") &&
		       (rows_is_null(&rows, 13) || recorded_by_then(s, &rows, 12));
		row = row_add(s, LIST_DECISIONS, t, row_when(&rows, 0), rows_int(&rows, 3));
		GUARD(row_member(s, row, "decider", rows_str(&rows, 4, s->arena)));
		json_set_str(row->json, "second", made ? rows_str(&rows, 5, s->arena) : NULL);
		row_text(s, row, "kind", &rows, 6);
		row_text(s, row, "reason", &rows, 7);
		row_text(s, row, "options", &rows, 8);
		row_text(s, row, "unknowns", &rows, 9);
		row_text(s, row, "matter", &rows, 10);
		json_set_str(row->json, "state", made ? "made" : "proposed");
		if (made) {
			row_is_answer(s, row, row->when);
		}
	}
	return rows_end(&rows);
}

enum onus_err load_action(struct story *s, const struct thing *t)
{
	struct row *row;
	SCOPED_ROWS(rows);

	GUARD(store_query(
		s->store, &rows,
		"SELECT occurred_lo, occurred_hi, precision, recorded_at, owner, title,"
		" matter, state, outcome, done_lo, done_hi, done_precision, "
		"due_at, " SQL_RECORDED_BY("done_seq") " FROM action"
						       " WHERE id = ?1 AND recorded_at <= ?2",
		v_text(t->id), v_int(s->known_up_to)));
	if (rows_next(&rows)) {
		row = row_add(s, LIST_ACTIONS, t, row_when(&rows, 0), rows_int(&rows, 3));
		row->ended = recorded_by_then(s, &rows, 13);
		row->end = row->ended ? row_when(&rows, 9) : when_unknown();
		GUARD(row_member(s, row, "owner", rows_str(&rows, 4, s->arena)));
		row_text(s, row, "what", &rows, 5);
		row_text(s, row, "matter", &rows, 6);
		json_set_str(row->json, "state",
			     row->ended ? rows_str(&rows, 7, s->arena) : "raised");
		json_set_str(row->json, "outcome", row->ended ? rows_str(&rows, 8, s->arena) : "");
		json_set(row->json, "done",
			 row->ended ? when_answer(s->arena, row->end) : json_null(s->arena));
		json_set_str(row->json, "due",
			     rows_is_null(&rows, 12)
				     ? NULL
				     : instant_write(s->arena, rows_int(&rows, 12)));
		if (row->ended && slice_is(rows_slice(&rows, 7), "done")) {
			row_is_answer(s, row, row->end);
		}
	}
	return rows_end(&rows);
}

/* Between its latest possible start and its earliest possible end an operation surely ran. */
static void add_run(struct story *s, const struct row *row)
{
	struct run *runs;

	if (row->when.precision == PRECISION_UNKNOWN || row->end.precision == PRECISION_UNKNOWN ||
	    row->when.hi > row->end.lo) {
		return;
	}
	runs = NEW_N(s->arena, struct run, s->run_count + 1);
	if (s->run_count > 0) {
		memcpy(runs, s->runs, s->run_count * sizeof runs[0]);
	}
	runs[s->run_count++] = (struct run){row->when.hi, row->end.lo};
	s->runs = runs;
}

enum onus_err load_operation(struct story *s, const struct thing *t)
{
	struct row *row;
	SCOPED_ROWS(rows);

	GUARD(store_query(
		s->store, &rows,
		"SELECT occurred_lo, occurred_hi, precision, recorded_at, name, objective,"
		" outcome, closed_lo, closed_hi, closed_precision, " SQL_RECORDED_BY(
			"closed_seq") " FROM operation"
				      " WHERE id = ?1 AND recorded_at <= ?2",
		v_text(t->id), v_int(s->known_up_to)));
	if (rows_next(&rows)) {
		row = row_add(s, LIST_OPERATIONS, t, row_when(&rows, 0), rows_int(&rows, 3));
		row->ended = recorded_by_then(s, &rows, 10);
		row->end = row->ended ? row_when(&rows, 7) : when_unknown();
		row->name = rows_str(&rows, 4, s->arena);
		json_set_str(row->json, "name", row->name);
		row_text(s, row, "objective", &rows, 5);
		json_set_str(row->json, "state", row->ended ? "closed" : "running");
		json_set_str(row->json, "outcome", row->ended ? rows_str(&rows, 6, s->arena) : "");
		json_set(row->json, "closed",
			 row->ended ? when_answer(s->arena, row->end) : json_null(s->arena));
		row_is_answer(s, row, row->when);
		if (row->ended) {
			row_is_answer(s, row, row->end);
			add_run(s, row);
		}
	}
	return rows_end(&rows);
}

/* Every reply: what was accepted may be done, or rejected after all, later on. */
static enum onus_err load_replies(struct story *s, const struct thing *t)
{
	SCOPED_ROWS(rows);

	GUARD(store_query(s->store, &rows,
			  "SELECT occurred_lo, occurred_hi, precision, recorded_at, reply, reason,"
			  " by_member FROM recommendation_reply"
			  " WHERE recommendation = ?1 AND recorded_at <= ?2 ORDER BY seq",
			  v_text(t->id), v_int(s->known_up_to)));
	while (rows_next(&rows)) {
		struct row *row =
			row_add(s, LIST_REPLIES, t, row_when(&rows, 0), rows_int(&rows, 3));

		row->parent = t->id;
		row_text(s, row, "reply", &rows, 4);
		row_text(s, row, "reason", &rows, 5);
		GUARD(row_member(s, row, "by", rows_str(&rows, 6, s->arena)));
		row_is_answer(s, row, row->when);
	}
	return rows_end(&rows);
}

enum onus_err load_recommendation(struct story *s, const struct thing *t)
{
	struct row *row;
	SCOPED_ROWS(rows);

	GUARD(store_query(s->store, &rows,
			  "SELECT occurred_lo, occurred_hi, precision, recorded_at, origin, text,"
			  " addressee FROM recommendation WHERE id = ?1 AND recorded_at <= ?2",
			  v_text(t->id), v_int(s->known_up_to)));
	if (rows_next(&rows)) {
		row = row_add(s, LIST_RECOMMENDATIONS, t, row_when(&rows, 0), rows_int(&rows, 3));
		row_text(s, row, "origin", &rows, 4);
		row_text(s, row, "text", &rows, 5);
		row_text(s, row, "addressee", &rows, 6);
		story_add(s, rows_str(&rows, 4, s->arena), t->basis, true);
	}
	GUARD(rows_end(&rows));
	return load_replies(s, t);
}
