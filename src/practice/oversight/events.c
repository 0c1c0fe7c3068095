/* SPDX-License-Identifier: Apache-2.0
 * events.c - kinds of events about complaints and recommendations. */
#include "practice/duty/duty.h"
#include "practice/oversight/oversight.h"
#include "practice/record/record.h"

/* --- complaints --- */

static const struct field complaint_made_fields[] = {
	{"title", FIELD_TEXT, true},
	{"text", FIELD_TEXT, true},
	{"made_by", FIELD_TEXT, true},
	{"against", FIELD_TEXT, true},
	{"body", FIELD_TEXT, true},
	{"about", FIELD_THINGS, false},
	{NULL},
};

static enum onus_err complaint_made(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return store_run(
		s,
		"INSERT INTO complaint (id, title, text, made_by, against, body, occurred_lo,"
		" occurred_hi, precision, recorded_at, seq)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
		v_text(e->id), body_text(e, "title"), body_text(e, "text"), body_text(e, "made_by"),
		body_text(e, "against"), body_text(e, "body"), EVENT_WHEN(e), v_int(e->recorded_at),
		v_int(e->seq));
}

static const struct field finding_made_fields[] = {
	{"complaint", FIELD_THING, true}, {"outcome", FIELD_TEXT, true},
	{"text", FIELD_TEXT, true},       {"source", FIELD_TEXT, true},
	{"about", FIELD_THINGS, false},   {NULL},
};

static enum onus_err finding_made(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return store_run(s,
			 "INSERT INTO finding (id, complaint, outcome, text, source, occurred_lo,"
			 " occurred_hi, precision, recorded_at, seq)"
			 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
			 v_text(e->id), body_text(e, "complaint"), body_text(e, "outcome"),
			 body_text(e, "text"), body_text(e, "source"), EVENT_WHEN(e),
			 v_int(e->recorded_at), v_int(e->seq));
}

static const struct field response_made_fields[] = {
	{"finding", FIELD_THING, true}, {"stance", FIELD_TEXT, true},
	{"reason", FIELD_TEXT, true},   {"made_by", FIELD_TEXT, true},
	{"about", FIELD_THINGS, false}, {NULL},
};

static enum onus_err response_made(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return store_run(s,
			 "INSERT INTO response (id, finding, stance, reason, made_by, occurred_lo,"
			 " occurred_hi, precision, recorded_at, seq)"
			 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
			 v_text(e->id), body_text(e, "finding"), body_text(e, "stance"),
			 body_text(e, "reason"), body_text(e, "made_by"), EVENT_WHEN(e),
			 v_int(e->recorded_at), v_int(e->seq));
}

static const struct field publication_made_fields[] = {
	{"thing", FIELD_THING, true},
	{"extent", FIELD_TEXT, true},
	{"text", FIELD_TEXT, true},
	{"about", FIELD_THINGS, false},
	{NULL},
};

static enum onus_err publication_made(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return store_run(
		s,
		"INSERT INTO publication (id, thing, extent, text, occurred_lo, occurred_hi,"
		" precision, recorded_at, seq) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
		v_text(e->id), body_text(e, "thing"), body_text(e, "extent"), body_text(e, "text"),
		EVENT_WHEN(e), v_int(e->recorded_at), v_int(e->seq));
}

/* --- recommendations --- */

static const struct field recommendation_made_fields[] = {
	{"origin", FIELD_THING, true},
	{"text", FIELD_TEXT, true},
	{"addressee", FIELD_TEXT, true},
	{"about", FIELD_THINGS, false},
	{NULL},
};

static enum onus_err recommendation_made(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	GUARD(store_run(s,
			"INSERT INTO recommendation (id, origin, text, addressee, occurred_lo,"
			" occurred_hi, precision, recorded_at, seq)"
			" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
			v_text(e->id), body_text(e, "origin"), body_text(e, "text"),
			body_text(e, "addressee"), EVENT_WHEN(e), v_int(e->recorded_at),
			v_int(e->seq)));
	return duty_charge(s, e, e->id);
}

static const struct field recommendation_answered_fields[] = {
	{"recommendation", FIELD_THING, true},
	{"reply", FIELD_TEXT, true},
	{"reason", FIELD_TEXT, true},
	{"by", FIELD_TEXT, false},
	{NULL},
};

/* Accepting is a promise: somebody has to answer for it until it is kept, or taken back. */
static enum onus_err recommendation_answered(struct store *s, struct arena *a,
					     const struct event *e)
{
	const char *id = record_get(e->body, "recommendation");

	(void)a;
	GUARD(store_run(
		s,
		"INSERT INTO recommendation_reply (seq, recommendation, reply, reason, by_member,"
		" occurred_lo, occurred_hi, precision, recorded_at)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
		v_int(e->seq), v_text(id), body_text(e, "reply"), body_text(e, "reason"),
		body_optional(e, "by"), EVENT_WHEN(e), v_int(e->recorded_at)));
	GUARD(store_run(s,
			"UPDATE recommendation SET reply = ?2, reply_reason = ?3, reply_by = ?4,"
			" reply_lo = ?5, reply_hi = ?6, reply_precision = ?7, reply_seq = ?8"
			" WHERE id = ?1 AND reply IS NULL",
			v_text(id), body_text(e, "reply"), body_text(e, "reason"),
			body_optional(e, "by"), EVENT_WHEN(e), v_int(e->seq)));
	if (slice_is(json_get_slice(e->body, "reply"), "accepted")) {
		return ONUS_OK;
	}
	return duty_discharge(s, e, id);
}

static const struct event_kind kinds[] = {
	{"complaint.made", 1, 'W', complaint_made_fields, complaint_made},
	{"finding.made", 1, 'F', finding_made_fields, finding_made},
	{"response.made", 1, 'V', response_made_fields, response_made},
	{"publication.made", 1, 'J', publication_made_fields, publication_made},
	{"recommendation.made", 1, 'T', recommendation_made_fields, recommendation_made},
	{"recommendation.answered", 1, 0, recommendation_answered_fields, recommendation_answered},
	{NULL},
};

static const struct projection projections[] = {
	{"complaint", "id"},
	{"finding", "id"},
	{"response", "id"},
	{"publication", "id"},
	{"recommendation", "id"},
	{"recommendation_reply", "seq"},
	{NULL},
};

const struct room oversight_room = {"oversight", kinds, projections};
