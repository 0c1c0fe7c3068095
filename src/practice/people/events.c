/* SPDX-License-Identifier: Apache-2.0
 * events.c - the kinds of events about people, and how they change the tables. */
#include "practice/people/people.h"

static struct value text_of(const struct event *e, const char *field)
{
	return v_slice(json_get_slice(e->body, field));
}

static struct value optional_of(const struct event *e, const char *field)
{
	return v_text(json_get_str(e->body, field));
}

static struct value int_of(const struct event *e, const char *field)
{
	return v_int(json_get_int(e->body, field, 0));
}

/* --- the organisation and its policy --- */

static const struct field organisation_named_fields[] = {
	{"name", FIELD_TEXT, true},
	{"about", FIELD_THINGS, false},
	{NULL},
};

static enum onus_err organisation_named(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return store_run(s,
			 "INSERT INTO organisation (name, seq, recorded_at) VALUES (?1, ?2, ?3)"
			 " ON CONFLICT (name) DO NOTHING",
			 text_of(e, "name"), v_int(e->seq), v_int(e->recorded_at));
}

/* `ladder`: {rung, rank} objects, as the text was understood when it was adopted. */
static const struct field policy_adopted_fields[] = {
	{"name", FIELD_TEXT, true},   {"version", FIELD_TEXT, true},  {"text", FIELD_TEXT, true},
	{"ladder", FIELD_LIST, true}, {"about", FIELD_THINGS, false}, {NULL},
};

static enum onus_err policy_adopted(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	GUARD(store_run(s,
			"INSERT INTO policy_adopted (seq, name, version, text, recorded_at)"
			" VALUES (?1, ?2, ?3, ?4, ?5)",
			v_int(e->seq), text_of(e, "name"), text_of(e, "version"),
			text_of(e, "text"), v_int(e->recorded_at)));
	for (size_t i = 0; i < json_get_count(e->body, "ladder"); i++) {
		const struct json *item = json_get_item(e->body, "ladder", i);

		GUARD(store_run(s,
				"INSERT INTO policy_ladder (seq, rung, rank) VALUES (?1, ?2, ?3)",
				v_int(e->seq), v_int(json_get_int(item, "rung", 0)),
				v_slice(json_get_slice(item, "rank"))));
	}
	return ONUS_OK;
}

/* --- members and posts --- */

/* `key`: the folded name; it stands in the event because folding is an engine's work. */
static const struct field member_added_fields[] = {
	{"name", FIELD_TEXT, true},         {"key", FIELD_TEXT, true},
	{"organisation", FIELD_TEXT, true}, {"account", FIELD_INT, true},
	{"about", FIELD_THINGS, false},     {NULL},
};

static enum onus_err member_added(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return store_run(s,
			 "INSERT INTO member (id, name, name_key, organisation, account, seq,"
			 " recorded_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
			 v_text(e->id), text_of(e, "name"), text_of(e, "key"),
			 text_of(e, "organisation"), int_of(e, "account"), v_int(e->seq),
			 v_int(e->recorded_at));
}

static const struct field post_taken_fields[] = {
	{"member", FIELD_THING, true},  {"title", FIELD_TEXT, true},
	{"rank", FIELD_TEXT, false},    {"senior", FIELD_TEXT, true},
	{"unit", FIELD_TEXT, true},     {"organisation", FIELD_TEXT, true},
	{"acting", FIELD_INT, true},    {"from", FIELD_WHEN, true},
	{"about", FIELD_THINGS, false}, {NULL},
};

static enum onus_err post_taken(struct store *s, struct arena *a, const struct event *e)
{
	struct when from;

	(void)a;
	GUARD(when_from_json(json_get(e->body, "from"), &from));
	return store_run(
		s,
		"INSERT INTO post (id, member, title, rank, senior, unit, organisation, acting,"
		" from_lo, from_hi, from_precision, seq, recorded_at)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
		v_text(e->id), text_of(e, "member"), text_of(e, "title"), optional_of(e, "rank"),
		text_of(e, "senior"), text_of(e, "unit"), text_of(e, "organisation"),
		int_of(e, "acting"), v_int(from.lo), v_int(from.hi),
		v_text(precision_name(from.precision)), v_int(e->seq), v_int(e->recorded_at));
}

static const struct field post_left_fields[] = {
	{"post", FIELD_THING, true},
	{"until", FIELD_WHEN, true},
	{"about", FIELD_THINGS, false},
	{NULL},
};

static enum onus_err post_left(struct store *s, struct arena *a, const struct event *e)
{
	struct when until;

	(void)a;
	GUARD(when_from_json(json_get(e->body, "until"), &until));
	return store_run(s,
			 "UPDATE post SET until_lo = ?2, until_hi = ?3, until_precision = ?4,"
			 " until_seq = ?5, until_recorded = ?6 WHERE id = ?1",
			 text_of(e, "post"), v_int(until.lo), v_int(until.hi),
			 v_text(precision_name(until.precision)), v_int(e->seq),
			 v_int(e->recorded_at));
}

static const struct event_kind people_kinds[] = {
	{"organisation.named", 1, 0, organisation_named_fields, organisation_named},
	{"policy.adopted", 1, 0, policy_adopted_fields, policy_adopted},
	{"member.added", 1, 'P', member_added_fields, member_added},
	{"post.taken", 1, 'Q', post_taken_fields, post_taken},
	{"post.left", 1, 0, post_left_fields, post_left},
	{NULL},
};

static const struct projection people_projections[] = {
	{"organisation", "name"},
	{"policy_adopted", "seq"},
	{"policy_ladder", "seq, rung, rank"},
	{"member", "id"},
	{"post", "id"},
	{NULL},
};

const struct room people_room = {"people", people_kinds, people_projections};
