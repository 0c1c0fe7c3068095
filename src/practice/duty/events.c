/* SPDX-License-Identifier: Apache-2.0
 * events.c - the kinds of events about duties and clocks, and how they change the tables. */
#include "practice/duty/inside.h"

static struct value text_of(const struct event *e, const char *field)
{
	return v_slice(json_get_slice(e->body, field));
}

/* --- charges: for the rooms whose things must have an owner --- */

enum onus_err duty_charge(struct store *s, const struct event *e, const char *thing)
{
	return store_run(s,
			 "INSERT INTO charge (thing, seq, recorded_at) VALUES (?1, ?2, ?3)"
			 " ON CONFLICT (thing) DO NOTHING",
			 v_text(thing), v_int(e->seq), v_int(e->recorded_at));
}

enum onus_err duty_discharge(struct store *s, const struct event *e, const char *thing)
{
	return store_run(s,
			 "UPDATE charge SET closed_at = ?2, closed_seq = ?3"
			 " WHERE thing = ?1 AND closed_seq IS NULL",
			 v_text(thing), v_int(e->recorded_at), v_int(e->seq));
}

/* --- duties --- */

static enum onus_err add_step(struct store *s, const struct event *e, struct value duty,
			      enum step_kind kind)
{
	return store_run(s,
			 "INSERT INTO duty_step (seq, duty, thing, member, step, occurred_lo,"
			 " occurred_hi, precision, recorded_at, because)"
			 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
			 v_int(e->seq), duty, text_of(e, "thing"), text_of(e, "member"),
			 v_text(step_name(kind)), v_int(e->occurred.lo), v_int(e->occurred.hi),
			 v_text(precision_name(e->occurred.precision)), v_int(e->recorded_at),
			 v_slice(json_get(e->body, "because") != NULL
					 ? json_get_slice(e->body, "because")
					 : SLICE("")));
}

static const struct field duty_proposed_fields[] = {
	{"thing", FIELD_THING, true},
	{"member", FIELD_TEXT, true},
	{"because", FIELD_TEXT, false},
	{"about", FIELD_THINGS, false},
	{NULL},
};

static enum onus_err duty_proposed(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return add_step(s, e, v_text(e->id), STEP_PROPOSED);
}

static const struct field duty_accepted_fields[] = {
	{"duty", FIELD_THING, true},
	{"thing", FIELD_THING, true},
	{"member", FIELD_TEXT, true},
	{"about", FIELD_THINGS, false},
	{NULL},
};

static enum onus_err duty_accepted(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return add_step(s, e, text_of(e, "duty"), STEP_ACCEPTED);
}

static const struct field duty_declined_fields[] = {
	{"duty", FIELD_THING, true},   {"thing", FIELD_THING, true},   {"member", FIELD_TEXT, true},
	{"because", FIELD_TEXT, true}, {"about", FIELD_THINGS, false}, {NULL},
};

static enum onus_err duty_declined(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return add_step(s, e, text_of(e, "duty"), STEP_DECLINED);
}

static const struct field duty_discharged_fields[] = {
	{"duty", FIELD_THING, true},    {"thing", FIELD_THING, true},
	{"member", FIELD_TEXT, true},   {"because", FIELD_TEXT, false},
	{"about", FIELD_THINGS, false}, {NULL},
};

static enum onus_err duty_discharged(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return add_step(s, e, text_of(e, "duty"), STEP_DISCHARGED);
}

/* --- clocks --- */

static const struct field clock_started_fields[] = {
	{"thing", FIELD_THING, true},
	{"clock", FIELD_TEXT, true},
	{"policy", FIELD_INT, true},
	{"started", FIELD_INT, true},
	{"due", FIELD_INT, true},
	{"about", FIELD_THINGS, false},
	{NULL},
};

static enum onus_err clock_started(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return store_run(s,
			 "INSERT INTO clock (id, thing, clock, policy_seq, started_at, due,"
			 " recorded_at, seq) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
			 v_text(e->id), text_of(e, "thing"), text_of(e, "clock"),
			 v_int(json_get_int(e->body, "policy", 0)),
			 v_int(json_get_int(e->body, "started", 0)),
			 v_int(json_get_int(e->body, "due", 0)), v_int(e->recorded_at),
			 v_int(e->seq));
}

static const struct field clock_met_fields[] = {
	{"clock_id", FIELD_THING, true}, {"thing", FIELD_THING, true},
	{"clock", FIELD_TEXT, true},     {"met", FIELD_INT, true},
	{"about", FIELD_THINGS, false},  {NULL},
};

static enum onus_err clock_met(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return store_run(s,
			 "UPDATE clock SET met_at = ?2, met_seq = ?3, met_by = ?4"
			 " WHERE id = ?1 AND met_at IS NULL",
			 text_of(e, "clock_id"), v_int(json_get_int(e->body, "met", 0)),
			 v_int(e->seq), v_text(e->actor));
}

static const struct field clock_noticed_fields[] = {
	{"clock_id", FIELD_THING, true},
	{"thing", FIELD_THING, true},
	{"about", FIELD_THINGS, false},
	{NULL},
};

static enum onus_err clock_noticed(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return store_run(s,
			 "UPDATE clock SET noticed_at = ?2, noticed_seq = ?3, noticed_by = ?4"
			 " WHERE id = ?1 AND noticed_at IS NULL",
			 text_of(e, "clock_id"), v_int(e->recorded_at), v_int(e->seq),
			 v_text(e->actor));
}

static const struct event_kind duty_kinds[] = {
	{"duty.proposed", 1, 'U', duty_proposed_fields, duty_proposed},
	{"duty.accepted", 1, 0, duty_accepted_fields, duty_accepted},
	{"duty.declined", 1, 0, duty_declined_fields, duty_declined},
	{"duty.discharged", 1, 0, duty_discharged_fields, duty_discharged},
	{"clock.started", 1, 'Y', clock_started_fields, clock_started},
	{"clock.met", 1, 0, clock_met_fields, clock_met},
	{"clock.noticed", 1, 0, clock_noticed_fields, clock_noticed},
	{NULL},
};

static const struct projection duty_projections[] = {
	{"charge", "thing"},
	{"duty_step", "seq"},
	{"clock", "id"},
	{NULL},
};

const struct room duty_room = {"duty", duty_kinds, duty_projections};
