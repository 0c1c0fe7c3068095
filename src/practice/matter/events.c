/* SPDX-License-Identifier: Apache-2.0
 * events.c - kinds of events about matters, decisions, actions and operations. */
#include "practice/duty/duty.h"
#include "practice/matter/matter.h"
#include "practice/record/record.h"

/* --- matters --- */

static const struct field matter_opened_fields[] = {
	{"title", FIELD_TEXT, true},
	{"risk", FIELD_TEXT, true},
	{"child", FIELD_TEXT, true},
	{"about", FIELD_THINGS, false},
	{NULL},
};

static enum onus_err bind_thing(struct store *s, const struct event *e, const char *matter,
				struct slice thing)
{
	return store_run(s,
			 "INSERT INTO matter_thing (matter, thing, seq, recorded_at)"
			 " VALUES (?1, ?2, ?3, ?4) ON CONFLICT (matter, thing) DO NOTHING",
			 v_text(matter), v_slice(thing), v_int(e->seq), v_int(e->recorded_at));
}

static enum onus_err matter_opened(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	GUARD(store_run(
		s,
		"INSERT INTO matter (id, title, risk, child, state, occurred_lo, occurred_hi,"
		" precision, recorded_at, seq) VALUES (?1, ?2, ?3, ?4, 'open', ?5, ?6, ?7, ?8, ?9)",
		v_text(e->id), body_text(e, "title"), body_text(e, "risk"), body_text(e, "child"),
		EVENT_WHEN(e), v_int(e->recorded_at), v_int(e->seq)));
	for (size_t i = 0; i < json_get_count(e->body, "about"); i++) {
		GUARD(bind_thing(s, e, e->id, json_get_item(e->body, "about", i)->string));
	}
	return duty_charge(s, e, e->id);
}

static const struct field matter_bound_fields[] = {
	{"matter", FIELD_THING, true},
	{"thing", FIELD_THING, true},
	{NULL},
};

static enum onus_err matter_bound(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return bind_thing(s, e, record_get(e->body, "matter"), json_get_slice(e->body, "thing"));
}

static const struct field matter_closed_fields[] = {
	{"matter", FIELD_THING, true},
	{"decision", FIELD_THING, true},
	{NULL},
};

static enum onus_err matter_closed(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	GUARD(store_run(s, "UPDATE matter SET state = 'closed', closed_seq = ?2 WHERE id = ?1",
			body_text(e, "matter"), v_int(e->seq)));
	return duty_discharge(s, e, record_get(e->body, "matter"));
}

/* --- decisions --- */

static const struct field decision_made_fields[] = {
	{"matter", FIELD_THING, false}, {"number", FIELD_INT, true},
	{"kind", FIELD_TEXT, true},     {"reason", FIELD_TEXT, true},
	{"options", FIELD_TEXT, true},  {"unknowns", FIELD_TEXT, true},
	{"decider", FIELD_TEXT, true},  {"second", FIELD_TEXT, false},
	{"review", FIELD_INT, false},   {"state", FIELD_TEXT, true},
	{"about", FIELD_THINGS, false}, {NULL},
};

/* Late unless it is certain that it was entered on the day on which it was made. */
static bool is_late(const struct event *e)
{
	return day_of(e->occurred.lo) < day_of(e->recorded_at);
}

static enum onus_err decision_made(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return store_run(s,
			 "INSERT INTO decision (id, matter, number, kind, reason, options, "
			 "unknowns, decider,"
			 " second, state, review_at, occurred_lo, occurred_hi, precision, "
			 "recorded_at, late, seq)"
			 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, "
			 "?15, ?16, ?17)",
			 v_text(e->id), body_optional(e, "matter"), body_int(e, "number"),
			 body_text(e, "kind"), body_text(e, "reason"), body_text(e, "options"),
			 body_text(e, "unknowns"), body_text(e, "decider"),
			 body_optional(e, "second"), body_text(e, "state"), body_int(e, "review"),
			 EVENT_WHEN(e), v_int(e->recorded_at), v_int(is_late(e)), v_int(e->seq));
}

static const struct field decision_seconded_fields[] = {
	{"decision", FIELD_THING, true},
	{"second", FIELD_TEXT, true},
	{NULL},
};

static enum onus_err decision_seconded(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return store_run(
		s, "UPDATE decision SET state = 'made', second = ?2, second_seq = ?3 WHERE id = ?1",
		body_text(e, "decision"), body_text(e, "second"), v_int(e->seq));
}

/* --- actions --- */

static const struct field action_raised_fields[] = {
	{"matter", FIELD_THING, false}, {"title", FIELD_TEXT, true},
	{"owner", FIELD_TEXT, false},   {"due", FIELD_INT, false},
	{"about", FIELD_THINGS, false}, {NULL},
};

static enum onus_err action_raised(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return store_run(
		s,
		"INSERT INTO action (id, matter, title, owner, due_at, state, outcome, occurred_lo,"
		" occurred_hi, precision, recorded_at, seq)"
		" VALUES (?1, ?2, ?3, ?4, ?5, 'raised', '', ?6, ?7, ?8, ?9, ?10)",
		v_text(e->id), body_optional(e, "matter"), body_text(e, "title"),
		body_optional(e, "owner"), body_int(e, "due"), EVENT_WHEN(e), v_int(e->recorded_at),
		v_int(e->seq));
}

/* The event's own time is when the action ended. */
static const struct field action_ended_fields[] = {
	{"action", FIELD_THING, true},
	{"state", FIELD_TEXT, true},
	{"outcome", FIELD_TEXT, true},
	{"decision", FIELD_THING, false},
	{NULL},
};

static enum onus_err action_ended(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return store_run(s,
			 "UPDATE action SET state = ?2, outcome = ?3, done_lo = ?4, done_hi = ?5,"
			 " done_precision = ?6, done_seq = ?7 WHERE id = ?1",
			 body_text(e, "action"), body_text(e, "state"), body_text(e, "outcome"),
			 EVENT_WHEN(e), v_int(e->seq));
}

/* --- operations --- */

static const struct field operation_started_fields[] = {
	{"name", FIELD_TEXT, true},
	{"objective", FIELD_TEXT, true},
	{"about", FIELD_THINGS, false},
	{NULL},
};

static enum onus_err operation_started(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return store_run(s,
			 "INSERT INTO operation (id, name, objective, outcome, state, occurred_lo,"
			 " occurred_hi, precision, recorded_at, seq)"
			 " VALUES (?1, ?2, ?3, '', 'running', ?4, ?5, ?6, ?7, ?8)",
			 v_text(e->id), body_text(e, "name"), body_text(e, "objective"),
			 EVENT_WHEN(e), v_int(e->recorded_at), v_int(e->seq));
}

static const struct field operation_closed_fields[] = {
	{"operation", FIELD_THING, true},
	{"outcome", FIELD_TEXT, true},
	{NULL},
};

static enum onus_err operation_closed(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return store_run(s,
			 "UPDATE operation SET state = 'closed', outcome = ?2, closed_lo = ?3, "
			 "closed_hi = ?4,"
			 " closed_precision = ?5, closed_seq = ?6 WHERE id = ?1",
			 body_text(e, "operation"), body_text(e, "outcome"), EVENT_WHEN(e),
			 v_int(e->seq));
}

static const struct event_kind kinds[] = {
	{"matter.opened", 1, 'M', matter_opened_fields, matter_opened},
	{"matter.bound", 1, 0, matter_bound_fields, matter_bound},
	{"matter.closed", 1, 0, matter_closed_fields, matter_closed},
	{"decision.made", 1, 'D', decision_made_fields, decision_made},
	{"decision.seconded", 1, 0, decision_seconded_fields, decision_seconded},
	{"action.raised", 1, 'A', action_raised_fields, action_raised},
	{"action.ended", 1, 0, action_ended_fields, action_ended},
	{"operation.started", 1, 'O', operation_started_fields, operation_started},
	{"operation.closed", 1, 0, operation_closed_fields, operation_closed},
	{NULL},
};

static const struct projection projections[] = {
	{"matter", "id"},    {"matter_thing", "matter, thing"},
	{"decision", "id"},  {"action", "id"},
	{"operation", "id"}, {NULL},
};

const struct room matter_room = {"matter", kinds, projections};
