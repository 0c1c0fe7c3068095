/* SPDX-License-Identifier: Apache-2.0
 * propose.c - from what the text engine found to what the register is told: mentions with the
 * entity that each is proposed to be, candidates for identifiers nobody knew, and links with their
 * grounds.
 *
 * Two things that a report names together are proposed as associated, where one is a person or
 * group that is known and the other an identifier; at most LINK_FANOUT_MAX a report, and none that
 * was proposed before, whatever was decided on it. */
#include <inttypes.h>

#include "base/limits.h"
#include "practice/register/inside.h"

struct proposing {
	struct store *store;
	struct arena *arena;
	struct json *mentions;
	struct json *entities;
	struct json *links;
	int64_t seq; /* the number that the event will have: ids of candidates derive from it */
};

bool register_is_identifier(const char *kind)
{
	static const char *const identifiers[] = {"phone", "vehicle", "email", "account"};

	for (size_t i = 0; i < sizeof identifiers / sizeof identifiers[0]; i++) {
		if (strcmp(kind, identifiers[i]) == 0) {
			return true;
		}
	}
	return false;
}

const char *register_key(struct arena *a, const char *kind, struct slice name)
{
	char *key;
	size_t n;

	if (register_is_identifier(kind)) {
		return arena_copy(a, name);
	}
	key = arena_alloc(a, 4 * name.n + 1);
	n = onus_name_key(name, key, 4 * name.n + 1);
	return n > 0 ? key : arena_copy(a, name);
}

/* A candidate that this report has made already, by kind and value. */
static const char *own_candidate(const struct proposing *p, const char *kind, const char *value)
{
	for (size_t i = 0; i < p->entities->count; i++) {
		const struct json *e = p->entities->items[i];

		if (slice_is(json_get_slice(e, "kind"), kind) &&
		    slice_is(json_get_slice(e, "name"), value)) {
			return json_get_str(e, "id");
		}
	}
	return NULL;
}

static const char *make_candidate(struct proposing *p, const char *kind, const char *value)
{
	struct json *e = json_object(p->arena);
	char id[ID_ROOM];

	id_make(id, 'E', p->seq, (int64_t)p->entities->count + 1);
	json_set_str(e, "id", id);
	json_set_str(e, "kind", kind);
	json_set_str(e, "name", value);
	json_push(p->entities, e);
	return json_get_str(e, "id");
}

/* The entity that an identifier stands for: known, made by this report before, or made now. */
static enum onus_err identified(struct proposing *p, const char *kind, const char *value,
				const char **out)
{
	GUARD(store_get_str(p->store, p->arena, out,
			    "SELECT n.entity FROM entity_name n JOIN entity e ON e.id = n.entity"
			    " WHERE n.key = ?1 AND e.kind = ?2 AND e.state <> 'rejected' ORDER BY "
			    "e.seq LIMIT 1",
			    v_text(value), v_text(kind)));
	if (*out == NULL) {
		*out = own_candidate(p, kind, value);
	}
	if (*out == NULL) {
		*out = make_candidate(p, kind, value);
	}
	return ONUS_OK;
}

static enum onus_err add_mention(struct proposing *p, const struct onus_mention *m)
{
	const char *kind = onus_kind_name(m->kind);
	struct json *v = json_object(p->arena);
	const char *entity = m->matched;

	if (register_is_identifier(kind)) {
		GUARD(identified(p, kind, m->value, &entity));
	}
	json_set_str(v, "kind", kind);
	json_set_str(v, "role", onus_role_name(m->role));
	json_set_int(v, "start", (int64_t)m->start);
	json_set_int(v, "end", (int64_t)m->end);
	json_set_str(v, "value", m->value);
	json_set_str(v, "rule", m->rule);
	if (entity != NULL) {
		json_set_str(v, "entity", entity);
	}
	json_push(p->mentions, v);
	return ONUS_OK;
}

/* --- links --- */

static bool linked_here(const struct proposing *p, const char *a, const char *b)
{
	for (size_t i = 0; i < p->links->count; i++) {
		const struct json *l = p->links->items[i];

		if (slice_is(json_get_slice(l, "a"), a) && slice_is(json_get_slice(l, "b"), b)) {
			return true;
		}
	}
	return false;
}

static enum onus_err is_linked(struct proposing *p, const char *a, const char *b, const char *kind,
			       bool *out)
{
	int64_t n = 0;

	GUARD(store_get_int(p->store, &n, NULL,
			    "SELECT count(*) FROM link WHERE kind = ?3 AND ((a = ?1 AND b = ?2) OR "
			    "(a = ?2 AND b = ?1))",
			    v_text(a), v_text(b), v_text(kind)));
	*out = n > 0 || linked_here(p, a, b) || linked_here(p, b, a);
	return ONUS_OK;
}

static enum onus_err add_link(struct proposing *p, const char *a, const char *b, const char *kind,
			      const char *evidence)
{
	struct json *l;
	bool there = true;

	if (strcmp(a, b) == 0 || p->links->count >= LINK_FANOUT_MAX) {
		return ONUS_OK;
	}
	GUARD(is_linked(p, a, b, kind, &there));
	if (there) {
		return ONUS_OK;
	}
	l = json_object(p->arena);
	json_set_str(l, "a", a);
	json_set_str(l, "b", b);
	json_set_str(l, "kind", kind);
	json_set_str(l, "evidence", evidence);
	json_push(p->links, l);
	return ONUS_OK;
}

static bool is_person(const struct json *m)
{
	struct slice kind = json_get_slice(m, "kind");

	return slice_is(kind, "person") || slice_is(kind, "group");
}

/* A known person or group, and an identifier, in one report. */
static enum onus_err propose_associations(struct proposing *p)
{
	for (size_t i = 0; i < p->mentions->count; i++) {
		const struct json *person = p->mentions->items[i];
		const char *a = json_get_str(person, "entity");

		for (size_t j = 0; a != NULL && is_person(person) && j < p->mentions->count; j++) {
			const struct json *other = p->mentions->items[j];
			const char *b = json_get_str(other, "entity");
			const char *kind = json_get_str(other, "kind");

			if (p->links->count >= LINK_FANOUT_MAX) {
				return ONUS_OK;
			}
			if (b == NULL || !register_is_identifier(kind)) {
				continue;
			}
			GUARD(add_link(p, a, b, "associate",
				       arena_printf(p->arena,
						    "named in one report: the name at byte %" PRId64
						    ", the %s at byte %" PRId64,
						    json_get_int(person, "start", 0), kind,
						    json_get_int(other, "start", 0))));
		}
	}
	return ONUS_OK;
}

/* Entities that share the very name that was found here. */
static enum onus_err propose_same(struct proposing *p, const struct json *mention)
{
	const char *entity = json_get_str(mention, "entity");
	SCOPED_ROWS(rows);

	GUARD(store_query(p->store, &rows,
			  "SELECT DISTINCT o.entity, o.name FROM entity_name n"
			  " JOIN entity_name o ON o.key = n.key AND o.entity <> n.entity"
			  " JOIN entity me ON me.id = n.entity JOIN entity e ON e.id = o.entity"
			  " WHERE n.entity = ?1 AND e.kind = me.kind AND e.state <> 'rejected'"
			  " ORDER BY o.entity LIMIT 20",
			  v_text(entity)));
	while (rows_next(&rows)) {
		const char *other = rows_str(&rows, 0, p->arena);

		GUARD(add_link(p, entity, other, "same",
			       arena_printf(p->arena, "both are called \"%s\"",
					    rows_str(&rows, 1, p->arena))));
	}
	return rows_end(&rows);
}

static enum onus_err propose_links(struct proposing *p)
{
	for (size_t i = 0; i < p->mentions->count; i++) {
		const struct json *m = p->mentions->items[i];

		if (json_get_str(m, "entity") != NULL && is_person(m)) {
			GUARD(propose_same(p, m));
		}
	}
	return propose_associations(p);
}

enum onus_err register_propose(struct store *s, struct arena *a, struct slice text,
			       const struct onus_mentions *found, struct json *body)
{
	struct proposing p = {.store = s,
			      .arena = a,
			      .mentions = json_array(a),
			      .entities = json_array(a),
			      .links = json_array(a)};

	(void)text;
	GUARD(store_get_int(s, &p.seq, NULL, "SELECT coalesce(max(seq), 0) + 1 FROM event"));
	for (size_t i = 0; i < found->count; i++) {
		GUARD(add_mention(&p, &found->items[i]));
	}
	GUARD(propose_links(&p));
	json_set(body, "mentions", p.mentions);
	json_set(body, "entities", p.entities);
	json_set(body, "links", p.links);
	return ONUS_OK;
}
