/* SPDX-License-Identifier: Apache-2.0
 * rows_knowledge.c - what was known, by whom, and what of it is gone: reports, meetings, items,
 * exposures, contacts, losses. */
#include "answer/answer.h"
#include "answer/story.h"
#include "practice/register/register.h"

static const char *const basis_names[] = {
	[BASIS_ABOUT] = "about",
	[BASIS_MENTIONED] = "mention confirmed",
	[BASIS_PROPOSED] = "mention proposed",
};

static struct row *fact_add(struct story *s, const struct thing *t, const char *kind,
			    struct when when, int64_t recorded_at)
{
	struct row *row = row_add(s, LIST_FACTS, t, when, recorded_at);

	json_set_str(row->json, "kind", kind);
	json_set_str(row->json, "basis", basis_names[t->basis]);
	return row;
}

enum onus_err load_report(struct story *s, const struct thing *t)
{
	struct row *row;
	SCOPED_ROWS(rows);

	GUARD(store_query(s->store, &rows,
			  "SELECT dated_lo, dated_hi, dated_precision, recorded_at,"
			  " source, status, " REPORT_CALLED
			  " FROM report WHERE id = ?1 AND recorded_at <= ?2",
			  v_text(t->id), v_int(s->known_up_to)));
	if (rows_next(&rows)) {
		row = fact_add(s, t, "report", row_when(&rows, 0), rows_int(&rows, 3));
		json_set_str(row->json, "what", report_called(&rows, 6, s->arena));
		json_set_str(row->json, "report", t->id);
		row_text(s, row, "source", &rows, 4);
		row_text(s, row, "status", &rows, 5);
	}
	return rows_end(&rows);
}

enum onus_err load_meeting(struct story *s, const struct thing *t)
{
	struct row *row;
	SCOPED_ROWS(rows);

	GUARD(store_query(s->store, &rows,
			  "SELECT occurred_lo, occurred_hi, precision, recorded_at, title, kind"
			  " FROM meeting WHERE id = ?1 AND recorded_at <= ?2",
			  v_text(t->id), v_int(s->known_up_to)));
	if (rows_next(&rows)) {
		row = fact_add(s, t, "meeting", row_when(&rows, 0), rows_int(&rows, 3));
		row_text(s, row, "what", &rows, 4);
		json_set_str(row->json, "report", NULL);
		row_text(s, row, "meeting_kind", &rows, 5);
	}
	return rows_end(&rows);
}

/* An item was said when its meeting was held. */
enum onus_err load_item(struct story *s, const struct thing *t)
{
	struct row *row;
	SCOPED_ROWS(rows);

	GUARD(store_query(s->store, &rows,
			  "SELECT g.occurred_lo, g.occurred_hi, g.precision, i.recorded_at, i.text,"
			  " g.id, g.title, i.number FROM meeting_item i"
			  " JOIN meeting g ON g.id = i.meeting"
			  " WHERE i.id = ?1 AND i.recorded_at <= ?2",
			  v_text(t->id), v_int(s->known_up_to)));
	if (rows_next(&rows)) {
		row = fact_add(s, t, "item", row_when(&rows, 0), rows_int(&rows, 3));
		row->parent = rows_str(&rows, 5, s->arena);
		row_text(s, row, "what", &rows, 4);
		json_set_str(row->json, "report", NULL);
		json_set_str(row->json, "meeting", row->parent);
		row_text(s, row, "meeting_title", &rows, 6);
		json_set_int(row->json, "number", rows_int(&rows, 7));
	}
	return rows_end(&rows);
}

enum onus_err load_exposure(struct story *s, const struct thing *t)
{
	struct row *row;
	const char *member;
	const char *thing;
	const char *name;
	SCOPED_ROWS(rows);

	GUARD(store_query(s->store, &rows,
			  "SELECT occurred_lo, occurred_hi, precision, recorded_at, member, how,"
			  " strength, thing FROM exposure WHERE id = ?1 AND recorded_at <= ?2",
			  v_text(t->id), v_int(s->known_up_to)));
	if (rows_next(&rows)) {
		row = row_add(s, LIST_EXPOSURES, t, row_when(&rows, 0), rows_int(&rows, 3));
		member = rows_str(&rows, 4, s->arena);
		thing = rows_str(&rows, 7, s->arena);
		GUARD(row_member(s, row, "member", member));
		row_text(s, row, "how", &rows, 5);
		row_text(s, row, "strength", &rows, 6);
		json_set_str(row->json, "thing", thing);
		GUARD(register_name(s->store, s->arena, thing, &name));
		json_set_str(row->json, "thing_name", name);
		story_add(s, thing, t->basis, true);
	}
	return rows_end(&rows);
}

enum onus_err load_contact(struct story *s, const struct thing *t)
{
	static const char *const texts[] = {"asked",  "how",    "supporter",
					    "answer", "reason", "threat"};
	enum { TEXTS = sizeof texts / sizeof texts[0] };
	struct row *row;
	const char *victim;
	const char *name;
	SCOPED_ROWS(rows);

	GUARD(store_query(s->store, &rows,
			  "SELECT occurred_lo, occurred_hi, precision, recorded_at, asked, how,"
			  " supporter, answer, reason, threat, by_member, victim"
			  " FROM contact WHERE id = ?1 AND recorded_at <= ?2",
			  v_text(t->id), v_int(s->known_up_to)));
	if (rows_next(&rows)) {
		row = row_add(s, LIST_CONTACTS, t, row_when(&rows, 0), rows_int(&rows, 3));
		for (int i = 0; i < TEXTS; i++) {
			row_text(s, row, texts[i], &rows, 4 + i);
		}
		victim = rows_str(&rows, 11, s->arena);
		GUARD(row_member(s, row, "by", rows_str(&rows, 10, s->arena)));
		GUARD(register_name(s->store, s->arena, victim, &name));
		json_set_str(row->json, "victim", victim);
		json_set_str(row->json, "victim_name", name);
	}
	return rows_end(&rows);
}

enum onus_err load_loss(struct story *s, const struct thing *t)
{
	struct row *row;
	SCOPED_ROWS(rows);

	GUARD(store_query(s->store, &rows,
			  "SELECT occurred_lo, occurred_hi, precision, recorded_at, what, rule"
			  " FROM loss WHERE id = ?1 AND recorded_at <= ?2",
			  v_text(t->id), v_int(s->known_up_to)));
	if (rows_next(&rows)) {
		row = row_add(s, LIST_LOST, t, row_when(&rows, 0), rows_int(&rows, 3));
		row_text(s, row, "what", &rows, 4);
		row_text(s, row, "rule", &rows, 5);
	}
	return rows_end(&rows);
}
