/* SPDX-License-Identifier: Apache-2.0
 * events.c - the one kind of event about contacts with a victim. */
#include "practice/contact/contact.h"
#include "practice/record/record.h"

static const struct field contact_recorded_fields[] = {
	{"victim", FIELD_THING, true},
	{"asked", FIELD_TEXT, true},
	{"how", FIELD_TEXT, true},
	{"by", FIELD_TEXT, false},
	{"supporter", FIELD_TEXT, true},
	{"answer", FIELD_TEXT, true},
	{"reason", FIELD_TEXT, true},
	{"threat", FIELD_TEXT, true},
	{"ask_again", FIELD_INT, false},
	{"about", FIELD_THINGS, false},
	{NULL},
};

static enum onus_err contact_recorded(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return store_run(
		s,
		"INSERT INTO contact (id, victim, asked, how, by_member, supporter, answer,"
		" reason, threat, ask_again_at, occurred_lo, occurred_hi, precision,"
		" recorded_at, seq)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
		v_text(e->id), body_text(e, "victim"), body_text(e, "asked"), body_text(e, "how"),
		body_optional(e, "by"), body_text(e, "supporter"), body_text(e, "answer"),
		body_text(e, "reason"), body_text(e, "threat"), body_int(e, "ask_again"),
		EVENT_WHEN(e), v_int(e->recorded_at), v_int(e->seq));
}

static const struct event_kind kinds[] = {
	{"contact.recorded", 1, 'C', contact_recorded_fields, contact_recorded},
	{NULL},
};

static const struct projection projections[] = {{"contact", "id"}, {NULL}};

const struct room contact_room = {"contact", kinds, projections};
