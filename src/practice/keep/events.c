/* SPDX-License-Identifier: Apache-2.0
 * events.c - kinds of events about holds and lost material. */
#include "practice/keep/keep.h"
#include "practice/record/record.h"

static const struct field hold_placed_fields[] = {
	{"scope", FIELD_TEXT, true},
	{"issuer", FIELD_TEXT, true},
	{"order", FIELD_TEXT, true},
	{"things", FIELD_THINGS, false},
	{NULL},
};

static enum onus_err hold_placed(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	GUARD(store_run(s,
			"INSERT INTO hold (id, scope, issuer, order_text, occurred_lo, occurred_hi,"
			" precision, recorded_at, seq) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
			v_text(e->id), body_text(e, "scope"), body_text(e, "issuer"),
			body_text(e, "order"), EVENT_WHEN(e), v_int(e->recorded_at),
			v_int(e->seq)));
	for (size_t i = 0; i < json_get_count(e->body, "things"); i++) {
		GUARD(store_run(s, "INSERT INTO hold_thing (hold, thing) VALUES (?1, ?2)",
				v_text(e->id),
				v_slice(json_get_item(e->body, "things", i)->string)));
	}
	return ONUS_OK;
}

static const struct field hold_lifted_fields[] = {
	{"hold", FIELD_THING, true},
	{"by", FIELD_TEXT, true},
	{"why", FIELD_TEXT, true},
	{NULL},
};

static enum onus_err hold_lifted(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return store_run(s,
			 "UPDATE hold SET lifted_at = ?2, lifted_by = ?3, lifted_why = ?4,"
			 " lifted_seq = ?5 WHERE id = ?1",
			 body_text(e, "hold"), v_int(e->occurred.lo), body_text(e, "by"),
			 body_text(e, "why"), v_int(e->seq));
}

static const struct field loss_recorded_fields[] = {
	{"what", FIELD_TEXT, true},
	{"rule", FIELD_TEXT, true},
	{"about", FIELD_THINGS, false},
	{NULL},
};

static enum onus_err loss_recorded(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return store_run(s,
			 "INSERT INTO loss (id, what, rule, occurred_lo, occurred_hi, precision,"
			 " recorded_at, seq) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
			 v_text(e->id), body_text(e, "what"), body_text(e, "rule"), EVENT_WHEN(e),
			 v_int(e->recorded_at), v_int(e->seq));
}

static const struct event_kind kinds[] = {
	{"hold.placed", 1, 'H', hold_placed_fields, hold_placed},
	{"hold.lifted", 1, 0, hold_lifted_fields, hold_lifted},
	{"loss.recorded", 1, 'Z', loss_recorded_fields, loss_recorded},
	{NULL},
};

static const struct projection projections[] = {
	{"hold", "id"},
	{"hold_thing", "hold, thing"},
	{"loss", "id"},
	{NULL},
};

const struct room keep_room = {"keep", kinds, projections};
