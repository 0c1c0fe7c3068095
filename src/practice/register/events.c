/* SPDX-License-Identifier: Apache-2.0
 * events.c - the kinds of events about entities, mentions and links.
 *
 * An event brings the key of each name with it, as the text engine of its day folded it: a replay
 * asks no engine. */
#include "practice/register/inside.h"

/* --- entities --- */

/* `aliases`: objects with name and key. */
static const struct field entity_entered_fields[] = {
	{"kind", FIELD_TEXT, true},
	{"name", FIELD_TEXT, true},
	{"key", FIELD_TEXT, true},
	{"unknown", FIELD_INT, true},
	{"aliases", FIELD_LIST, false},
	{"about", FIELD_THINGS, false},
	{NULL},
};

static enum onus_err add_name(struct store *s, const char *entity, const struct json *called,
			      const struct event *e)
{
	return store_run(s,
			 "INSERT INTO entity_name (entity, key, name, seq) VALUES (?1, ?2, ?3, ?4)"
			 " ON CONFLICT (entity, key) DO NOTHING",
			 v_text(entity), v_slice(json_get_slice(called, "key")),
			 v_slice(json_get_slice(called, "name")), v_int(e->seq));
}

static enum onus_err add_entity(struct store *s, const char *id, const struct json *body,
				const char *state, const struct event *e)
{
	return store_run(s,
			 "INSERT INTO entity (id, kind, name, unknown, state, seq, recorded_at)"
			 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
			 v_text(id), v_slice(json_get_slice(body, "kind")),
			 v_slice(json_get_slice(body, "name")),
			 v_int(json_get_int(body, "unknown", 0)), v_text(state), v_int(e->seq),
			 v_int(e->recorded_at));
}

static enum onus_err entity_entered(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	GUARD(add_entity(s, e->id, e->body, "confirmed", e));
	GUARD(add_name(s, e->id, e->body, e));
	for (size_t i = 0; i < json_get_count(e->body, "aliases"); i++) {
		GUARD(add_name(s, e->id, json_get_item(e->body, "aliases", i), e));
	}
	return ONUS_OK;
}

/* A candidate is what people made of it: confirmed where anything about it was (a mention, a link,
 * a name it was given), rejected where all that was taken for it was. What a person entered stays.
 */
static enum onus_err settle(struct store *s, const char *entity)
{
	char prefix;
	int64_t seq, part;

	if (entity == NULL || !id_parse(slice_str(entity), &prefix, &seq, &part) || part == 0) {
		return ONUS_OK;
	}
	return store_run(
		s,
		"UPDATE entity SET state = CASE"
		" WHEN EXISTS (SELECT 1 FROM mention WHERE entity = ?1 AND state = 'confirmed')"
		"  OR EXISTS (SELECT 1 FROM link WHERE a = ?1 AND state = 'confirmed')"
		"  OR EXISTS (SELECT 1 FROM link WHERE b = ?1 AND state = 'confirmed')"
		"  OR EXISTS (SELECT 1 FROM entity_name n WHERE n.entity = ?1 AND n.seq <> ?2)"
		"  THEN 'confirmed'"
		" WHEN EXISTS (SELECT 1 FROM mention WHERE entity = ?1 AND state = 'proposed')"
		"  THEN 'candidate' ELSE 'rejected' END WHERE id = ?1",
		v_text(entity), v_int(seq));
}

static const struct field entity_named_fields[] = {
	{"entity", FIELD_THING, true},
	{"name", FIELD_TEXT, true},
	{"key", FIELD_TEXT, true},
	{"about", FIELD_THINGS, false},
	{NULL},
};

static enum onus_err entity_named(struct store *s, struct arena *a, const struct event *e)
{
	const char *entity = json_get_str(e->body, "entity");

	(void)a;
	GUARD(add_name(s, entity, e->body, e));
	return settle(s, entity);
}

/* --- mentions --- */

/* An entity entered later is proposed for mentions of its name that nobody tied to anything. */
static const struct field mention_proposed_fields[] = {
	{"entity", FIELD_THING, true},
	{"mentions", FIELD_LIST, true},
	{"evidence", FIELD_TEXT, true},
	{NULL},
};

static enum onus_err mention_proposed(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	for (size_t i = 0; i < json_get_count(e->body, "mentions"); i++) {
		GUARD(store_run(s,
				"UPDATE mention SET entity = ?2 WHERE id = ?1 AND entity IS NULL",
				v_slice(json_get_item(e->body, "mentions", i)->string),
				body_text(e, "entity")));
	}
	return ONUS_OK;
}

static const struct field mention_decided_fields[] = {
	{"mention", FIELD_THING, true},
	{"report", FIELD_THING, true},
	{"decision", FIELD_TEXT, true},
	{"entity", FIELD_THING, false},
	{"role", FIELD_TEXT, false},
	{"because", FIELD_TEXT, true},
	{NULL},
};

static enum onus_err mention_decided(struct store *s, struct arena *a, const struct event *e)
{
	const char *before = NULL;
	const char *entity = json_get_str(e->body, "entity");

	GUARD(store_get_str(s, a, &before, "SELECT entity FROM mention WHERE id = ?1",
			    body_text(e, "mention")));
	GUARD(store_run(s,
			"UPDATE mention SET state = ?2, entity = coalesce(?3, entity), role = "
			"coalesce(?4, role), because = ?5, decided_by = ?6, decided_seq = ?7"
			" WHERE id = ?1",
			body_text(e, "mention"), body_text(e, "decision"), v_text(entity),
			body_optional(e, "role"), body_text(e, "because"), v_text(e->actor),
			v_int(e->seq)));
	GUARD(settle(s, before));
	return settle(s, entity);
}

/* --- links --- */

static const struct field link_proposed_fields[] = {
	{"a", FIELD_THING, true},
	{"b", FIELD_THING, true},
	{"kind", FIELD_TEXT, true},
	{"evidence", FIELD_TEXT, true},
	{"chance", FIELD_INT, false},
	{"about", FIELD_THINGS, false},
	{NULL},
};

static enum onus_err add_link(struct store *s, const char *id, const struct json *body,
			      const struct event *e)
{
	return store_run(
		s,
		"INSERT INTO link (id, a, b, kind, state, evidence, chance, because, seq, "
		"recorded_at)"
		" VALUES (?1, ?2, ?3, ?4, 'proposed', ?5, ?8, '', ?6, ?7)",
		v_text(id), v_slice(json_get_slice(body, "a")), v_slice(json_get_slice(body, "b")),
		v_slice(json_get_slice(body, "kind")), v_slice(json_get_slice(body, "evidence")),
		v_int(e->seq), v_int(e->recorded_at),
		json_get(body, "chance") ? v_int(json_get_int(body, "chance", 0)) : v_null());
}

static enum onus_err link_proposed(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return add_link(s, e->id, e->body, e);
}

static enum onus_err set_link(struct store *s, struct arena *a, const struct event *e,
			      struct value state)
{
	const char *end = NULL;

	GUARD(store_run(s,
			"UPDATE link SET state = ?2, because = ?3, decided_by = ?4, decided_seq = "
			"?5 WHERE id = ?1",
			body_text(e, "link"), state, body_text(e, "because"), v_text(e->actor),
			v_int(e->seq)));
	GUARD(store_get_str(s, a, &end, "SELECT a FROM link WHERE id = ?1", body_text(e, "link")));
	GUARD(settle(s, end));
	GUARD(store_get_str(s, a, &end, "SELECT b FROM link WHERE id = ?1", body_text(e, "link")));
	return settle(s, end);
}

static const struct field link_decided_fields[] = {
	{"link", FIELD_THING, true},
	{"decision", FIELD_TEXT, true},
	{"because", FIELD_TEXT, true},
	{NULL},
};

static enum onus_err link_decided(struct store *s, struct arena *a, const struct event *e)
{
	return set_link(s, a, e, body_text(e, "decision"));
}

static const struct field link_undone_fields[] = {
	{"link", FIELD_THING, true},
	{"because", FIELD_TEXT, true},
	{NULL},
};

/* It is open again; who undid it, and why, stays beside it. */
static enum onus_err link_undone(struct store *s, struct arena *a, const struct event *e)
{
	return set_link(s, a, e, v_text("proposed"));
}

/* --- what the engine found in a report (report.read) --- */

/* New evidence makes a rejected candidate one again. */
static enum onus_err add_mention(struct store *s, const struct event *e, const char *report,
				 size_t i)
{
	const struct json *m = json_get_item(e->body, "mentions", i);
	const char *entity = json_get_str(m, "entity");
	char id[ID_ROOM];

	id_make(id, 'N', e->seq, (int64_t)i + 1);
	GUARD(store_run(s,
			"INSERT INTO mention (id, report, kind, role, start, \"end\", value, "
			"rule, entity, state, seq)"
			" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'proposed', ?10)",
			v_text(id), v_text(report), v_slice(json_get_slice(m, "kind")),
			v_slice(json_get_slice(m, "role")), v_int(json_get_int(m, "start", 0)),
			v_int(json_get_int(m, "end", 0)), v_slice(json_get_slice(m, "value")),
			v_slice(json_get_slice(m, "rule")), v_text(entity), v_int(e->seq)));
	if (entity == NULL) {
		return ONUS_OK;
	}
	return store_run(
		s, "UPDATE entity SET state = 'candidate' WHERE id = ?1 AND state = 'rejected'",
		v_text(entity));
}

/* An identifier is its own key. */
static struct value key_of(const struct json *entity)
{
	return v_slice(json_get_slice(entity, json_get(entity, "key") ? "key" : "name"));
}

static enum onus_err add_candidate(struct store *s, const struct event *e, size_t i)
{
	const struct json *entity = json_get_item(e->body, "entities", i);
	char id[ID_ROOM];

	id_make(id, 'E', e->seq, (int64_t)i + 1);
	ENSURE(slice_is(json_get_slice(entity, "id"), id), ONUS_INTERNAL,
	       "%s was proposed for another event", id);
	GUARD(add_entity(s, id, entity, "candidate", e));
	return store_run(
		s, "INSERT INTO entity_name (entity, key, name, seq) VALUES (?1, ?2, ?3, ?4)",
		v_text(id), key_of(entity), v_slice(json_get_slice(entity, "name")), v_int(e->seq));
}

enum onus_err register_apply_read(struct store *s, struct arena *a, const struct event *e,
				  const char *report)
{
	(void)a;
	for (size_t i = 0; i < json_get_count(e->body, "entities"); i++) {
		GUARD(add_candidate(s, e, i));
	}
	for (size_t i = 0; i < json_get_count(e->body, "tied"); i++) {
		const struct json *tie = json_get_item(e->body, "tied", i);

		GUARD(store_run(s,
				"UPDATE mention SET entity = ?2 WHERE id = ?1 AND entity IS NULL",
				v_slice(json_get_slice(tie, "mention")),
				v_slice(json_get_slice(tie, "entity"))));
	}
	for (size_t i = 0; i < json_get_count(e->body, "mentions"); i++) {
		GUARD(add_mention(s, e, report, i));
	}
	for (size_t i = 0; i < json_get_count(e->body, "links"); i++) {
		char id[ID_ROOM];

		id_make(id, 'L', e->seq, (int64_t)i + 1);
		GUARD(add_link(s, id, json_get_item(e->body, "links", i), e));
	}
	return ONUS_OK;
}

static const struct event_kind kinds[] = {
	{"entity.entered", 1, 'E', entity_entered_fields, entity_entered},
	{"entity.named", 1, 0, entity_named_fields, entity_named},
	{"mention.proposed", 1, 0, mention_proposed_fields, mention_proposed},
	{"mention.decided", 1, 0, mention_decided_fields, mention_decided},
	{"link.proposed", 1, 'L', link_proposed_fields, link_proposed},
	{"link.decided", 1, 0, link_decided_fields, link_decided},
	{"link.undone", 1, 0, link_undone_fields, link_undone},
	{NULL},
};

static const struct projection projections[] = {{"entity", "id"},
						{"entity_name", "entity, key"},
						{"mention", "id"},
						{"link", "id"},
						{NULL}};

const struct room register_room = {"register", kinds, projections};
