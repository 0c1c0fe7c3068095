/* SPDX-License-Identifier: Apache-2.0
 * events.c - kinds of events about meetings and exposures. */
#include "practice/meeting/meeting.h"
#include "practice/record/record.h"

static const struct field meeting_held_fields[] = {
	{"kind", FIELD_TEXT, true},
	{"title", FIELD_TEXT, true},
	{"attendees", FIELD_LIST, true},
	{"about", FIELD_THINGS, false},
	{NULL},
};

static enum onus_err meeting_held(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	GUARD(store_run(s,
			"INSERT INTO meeting (id, kind, title, occurred_lo, occurred_hi, precision,"
			" recorded_at, seq) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
			v_text(e->id), body_text(e, "kind"), body_text(e, "title"), EVENT_WHEN(e),
			v_int(e->recorded_at), v_int(e->seq)));
	for (size_t i = 0; i < json_get_count(e->body, "attendees"); i++) {
		GUARD(store_run(
			s, "INSERT INTO attendance (meeting, member, seq) VALUES (?1, ?2, ?3)",
			v_text(e->id), v_slice(json_get_item(e->body, "attendees", i)->string),
			v_int(e->seq)));
	}
	return ONUS_OK;
}

static enum onus_err expose(struct store *s, const struct event *e, const char *id,
			    struct value member, struct value thing, struct value how,
			    struct value strength)
{
	return store_run(s,
			 "INSERT INTO exposure (id, member, thing, how, strength, occurred_lo,"
			 " occurred_hi, precision, recorded_at, seq)"
			 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
			 v_text(id), member, thing, how, strength, EVENT_WHEN(e),
			 v_int(e->recorded_at), v_int(e->seq));
}

/* The event's time is the meeting's; "attendees" are those who were there for this item. */
static const struct field meeting_item_fields[] = {
	{"meeting", FIELD_THING, true},  {"number", FIELD_INT, true},    {"text", FIELD_TEXT, true},
	{"attendees", FIELD_LIST, true}, {"about", FIELD_THINGS, false}, {NULL},
};

static enum onus_err meeting_item(struct store *s, struct arena *a, const struct event *e)
{
	const char *how = arena_printf(a, "as item %lld of meeting %s",
				       (long long)json_get_int(e->body, "number", 0),
				       record_get(e->body, "meeting"));

	GUARD(store_run(s,
			"INSERT INTO meeting_item (id, meeting, number, text, recorded_at, seq)"
			" VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
			v_text(e->id), body_text(e, "meeting"), body_int(e, "number"),
			body_text(e, "text"), v_int(e->recorded_at), v_int(e->seq)));
	for (size_t i = 0; i < json_get_count(e->body, "attendees"); i++) {
		char id[ID_ROOM];

		id_make(id, 'X', e->seq, (int64_t)i + 1);
		GUARD(expose(s, e, id, v_slice(json_get_item(e->body, "attendees", i)->string),
			     v_text(e->id), v_text(how), v_text("attended")));
	}
	return ONUS_OK;
}

static const struct field exposure_recorded_fields[] = {
	{"member", FIELD_TEXT, true},   {"thing", FIELD_THING, true},   {"how", FIELD_TEXT, true},
	{"strength", FIELD_TEXT, true}, {"about", FIELD_THINGS, false}, {NULL},
};

static enum onus_err exposure_recorded(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return expose(s, e, e->id, body_text(e, "member"), body_text(e, "thing"),
		      body_text(e, "how"), body_text(e, "strength"));
}

static const struct event_kind kinds[] = {
	{"meeting.held", 1, 'G', meeting_held_fields, meeting_held},
	{"meeting.item", 1, 'I', meeting_item_fields, meeting_item},
	{"exposure.recorded", 1, 'X', exposure_recorded_fields, exposure_recorded},
	{NULL},
};

static const struct projection projections[] = {
	{"meeting", "id"},
	{"meeting_item", "id"},
	{"attendance", "meeting, member"},
	{"exposure", "id"},
	{NULL},
};

const struct room meeting_room = {"meeting", kinds, projections};
