/* SPDX-License-Identifier: Apache-2.0
 * events.c - the kinds of events about entities, mentions and links. */
#include "practice/register/inside.h"

static const struct field entity_entered_fields[] = {
	{"kind", FIELD_TEXT, true},     {"name", FIELD_TEXT, true},
	{"unknown", FIELD_INT, true},   {"aliases", FIELD_LIST, false},
	{"about", FIELD_THINGS, false}, {0},
};
static const struct field entity_named_fields[] = {{"entity", FIELD_THING, true},
						   {"name", FIELD_TEXT, true},
						   {"about", FIELD_THINGS, false},
						   {0}};
static const struct field mention_decided_fields[] = {
	{"mention", FIELD_THING, true},
	{"report", FIELD_THING, true},
	{"decision", FIELD_TEXT, true},
	{"entity", FIELD_THING, false},
	{"role", FIELD_TEXT, false},
	{"because", FIELD_TEXT, true},
	{0},
};
static const struct field link_proposed_fields[] = {
	{"a", FIELD_THING, true},       {"b", FIELD_THING, true},       {"kind", FIELD_TEXT, true},
	{"evidence", FIELD_TEXT, true}, {"about", FIELD_THINGS, false}, {0},
};
static const struct field link_decided_fields[] = {{"link", FIELD_THING, true},
						   {"decision", FIELD_TEXT, true},
						   {"because", FIELD_TEXT, true},
						   {0}};
static const struct field link_undone_fields[] = {
	{"link", FIELD_THING, true}, {"because", FIELD_TEXT, true}, {0}};

/* --- entities --- */

static enum onus_err add_name(struct store *s, struct arena *a, const char *entity,
			      const char *kind, struct slice name, int64_t seq)
{
	return store_run(s,
			 "INSERT INTO entity_name (entity, key, name, seq) VALUES (?1, ?2, ?3, ?4)"
			 " ON CONFLICT (entity, key) DO NOTHING",
			 v_text(entity), v_text(register_key(a, kind, name)), v_slice(name),
			 v_int(seq));
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
	const char *kind = json_get_str(e->body, "kind");

	GUARD(add_entity(s, e->id, e->body, "confirmed", e));
	GUARD(add_name(s, a, e->id, kind, json_get_slice(e->body, "name"), e->seq));
	for (size_t i = 0; i < json_get_count(e->body, "aliases"); i++) {
		GUARD(add_name(s, a, e->id, kind, json_get_item(e->body, "aliases", i)->string,
			       e->seq));
	}
	return ONUS_OK;
}

static enum onus_err entity_named(struct store *s, struct arena *a, const struct event *e)
{
	const char *entity = json_get_str(e->body, "entity");
	const char *kind = NULL;

	GUARD(store_get_str(s, a, &kind, "SELECT kind FROM entity WHERE id = ?1", v_text(entity)));
	return add_name(s, a, entity, kind ? kind : "person", json_get_slice(e->body, "name"),
			e->seq);
}

/* --- mentions --- */

static enum onus_err mention_decided(struct store *s, struct arena *a, const struct event *e)
{
	const char *entity = json_get_str(e->body, "entity");
	const char *role = json_get_str(e->body, "role");
	const char *decision = json_get_str(e->body, "decision");

	(void)a;
	GUARD(store_run(s,
			"UPDATE mention SET state = ?2, entity = coalesce(?3, entity), role = "
			"coalesce(?4, role)"
			" WHERE id = ?1",
			v_slice(json_get_slice(e->body, "mention")), v_text(decision),
			v_text(entity), v_text(role)));
	if (strcmp(decision, "confirmed") != 0) {
		return ONUS_OK;
	}
	return store_run(s,
			 "UPDATE entity SET state = 'confirmed' WHERE state = 'candidate' AND id ="
			 " (SELECT entity FROM mention WHERE id = ?1)",
			 v_slice(json_get_slice(e->body, "mention")));
}

/* --- links --- */

static enum onus_err add_link(struct store *s, const char *id, const struct json *body,
			      const struct event *e)
{
	return store_run(
		s,
		"INSERT INTO link (id, a, b, kind, state, evidence, because, seq, recorded_at)"
		" VALUES (?1, ?2, ?3, ?4, 'proposed', ?5, '', ?6, ?7)",
		v_text(id), v_slice(json_get_slice(body, "a")), v_slice(json_get_slice(body, "b")),
		v_slice(json_get_slice(body, "kind")), v_slice(json_get_slice(body, "evidence")),
		v_int(e->seq), v_int(e->recorded_at));
}

static enum onus_err link_proposed(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return add_link(s, e->id, e->body, e);
}

static enum onus_err set_link(struct store *s, const struct event *e, const char *state)
{
	return store_run(s,
			 "UPDATE link SET state = ?2, because = ?3, decided_by = ?4, decided_seq = "
			 "?5 WHERE id = ?1",
			 v_slice(json_get_slice(e->body, "link")), v_text(state),
			 v_slice(json_get_slice(e->body, "because")), v_text(e->actor),
			 v_int(e->seq));
}

static enum onus_err link_decided(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return set_link(s, e, json_get_str(e->body, "decision"));
}

static enum onus_err link_undone(struct store *s, struct arena *a, const struct event *e)
{
	(void)a;
	return set_link(s, e, "proposed");
}

/* --- what the engine found in a report (report.read) --- */

static enum onus_err add_mention(struct store *s, const struct event *e, const char *report,
				 size_t i)
{
	const struct json *m = json_get_item(e->body, "mentions", i);
	char id[ID_ROOM];

	id_make(id, 'N', e->seq, (int64_t)i + 1);
	return store_run(s,
			 "INSERT INTO mention (id, report, kind, role, start, \"end\", value, "
			 "rule, entity, state, seq)"
			 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'proposed', ?10)",
			 v_text(id), v_text(report), v_slice(json_get_slice(m, "kind")),
			 v_slice(json_get_slice(m, "role")), v_int(json_get_int(m, "start", 0)),
			 v_int(json_get_int(m, "end", 0)), v_slice(json_get_slice(m, "value")),
			 v_slice(json_get_slice(m, "rule")), v_text(json_get_str(m, "entity")),
			 v_int(e->seq));
}

static enum onus_err add_candidate(struct store *s, struct arena *a, const struct event *e,
				   size_t i)
{
	const struct json *entity = json_get_item(e->body, "entities", i);
	const char *id = json_get_str(entity, "id");

	GUARD(add_entity(s, id, entity, "candidate", e));
	return add_name(s, a, id, json_get_str(entity, "kind"), json_get_slice(entity, "name"),
			e->seq);
}

enum onus_err register_apply_read(struct store *s, struct arena *a, const struct event *e,
				  const char *report)
{
	for (size_t i = 0; i < json_get_count(e->body, "entities"); i++) {
		GUARD(add_candidate(s, a, e, i));
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
	{"mention.decided", 1, 0, mention_decided_fields, mention_decided},
	{"link.proposed", 1, 'L', link_proposed_fields, link_proposed},
	{"link.decided", 1, 0, link_decided_fields, link_decided},
	{"link.undone", 1, 0, link_undone_fields, link_undone},
	{0},
};

static const struct projection projections[] = {
	{"entity", "id"}, {"entity_name", "entity, key"}, {"mention", "id"}, {"link", "id"}, {0}};

const struct room register_room = {"register", kinds, projections};
