/* SPDX-License-Identifier: Apache-2.0
 * entity.c - entering entities and their names. */
#include <inttypes.h>

#include "practice/register/inside.h"

static struct json *called_json(struct arena *a, const struct called *called)
{
	struct json *o = json_object(a);

	json_set_str(o, "name", called->name);
	json_set_str(o, "key", called->key);
	return o;
}

/* An exact value stands for one entity: entering it again is refused. */
static enum onus_err check_free(struct call *c, const char *kind, const struct called *called)
{
	const char *there = NULL;

	if (!called->exact) {
		return ONUS_OK;
	}
	GUARD(store_get_str(c->store, c->arena, &there,
			    "SELECT n.entity FROM entity_name n JOIN entity e ON e.id = n.entity"
			    " WHERE n.key = ?1 AND e.kind = ?2 ORDER BY e.seq LIMIT 1",
			    v_text(called->key), v_text(kind)));
	ENSURE(there == NULL, ONUS_REFUSED, "%s is there already: it is %s", called->name, there);
	return ONUS_OK;
}

/* --- earlier mentions --- */

/* Reports that came in before the name was known: their mentions of it that nobody tied to
 * anything. The engine gives a name folded, or as it was written. */
static enum onus_err find_untied(struct call *c, const char *kind, const struct called *called,
				 struct json *list)
{
	SCOPED_ROWS(rows);

	GUARD(store_query(
		c->store, &rows,
		"SELECT id FROM mention WHERE kind = ?1 AND value IN (?2, ?3) AND entity IS "
		"NULL AND state = 'proposed' ORDER BY seq, id LIMIT ?4",
		v_text(kind), v_text(called->key), v_text(called->name), v_int(TIED_MAX + 1)));
	while (list->count < TIED_MAX && rows_next(&rows)) {
		json_push_str(list, rows_str(&rows, 0, c->arena));
	}
	if (list->count == TIED_MAX && rows_next(&rows)) {
		call_note(c,
			  "more than %d earlier mentions are called \"%s\"; it is proposed for the "
			  "first %d (TIED_MAX)",
			  TIED_MAX, called->name, TIED_MAX);
	}
	return rows_end(&rows);
}

static enum onus_err tie_mentions(struct call *c, const char *entity, const char *kind,
				  const struct called *called)
{
	struct json *body = json_object(c->arena);
	struct json *list = json_array(c->arena);

	GUARD(find_untied(c, kind, called, list));
	if (list->count == 0) {
		return ONUS_OK;
	}
	json_set_str(body, "entity", entity);
	json_set(body, "mentions", list);
	json_set_str(body, "evidence", arena_printf(c->arena, "they name \"%s\"", called->name));
	GUARD(call_record(c, "mention.proposed", when_instant(c->now), body, NULL));
	return link_associates(c, entity);
}

/* What a new name of an entity brings to light. */
static enum onus_err follow_name(struct call *c, const char *entity, const char *kind,
				 const struct called *called)
{
	GUARD(link_namesakes(c, entity, called));
	GUARD(link_alikes(c, entity, kind, called));
	return tie_mentions(c, entity, kind, called);
}

/* --- entering --- */

static void set_aliases(struct call *c, struct json *body, const struct new_entity *e)
{
	struct json *list = json_array(c->arena);

	for (size_t i = 0; i < e->alias_count; i++) {
		json_push(list, called_json(c->arena, &e->aliases[i]));
	}
	if (list->count > 0) {
		json_set(body, "aliases", list);
	}
}

enum onus_err entity_add(struct call *c, const struct new_entity *e, struct json *body, char *id)
{
	struct draft d = {.kind = "entity.entered",
			  .occurred = when_instant(c->now),
			  .body = body,
			  .from = &e->from,
			  .from_count = e->from > 0};

	GUARD(check_free(c, e->kind, &e->called));
	for (size_t i = 0; i < e->alias_count; i++) {
		GUARD(check_free(c, e->kind, &e->aliases[i]));
	}
	json_set_str(body, "kind", e->kind);
	json_set_str(body, "name", e->called.name);
	json_set_str(body, "key", e->called.key);
	json_set_int(body, "unknown", e->unknown);
	set_aliases(c, body, e);
	GUARD(call_record_draft(c, &d, id, NULL));
	GUARD(follow_name(c, id, e->kind, &e->called));
	for (size_t i = 0; i < e->alias_count; i++) {
		GUARD(follow_name(c, id, e->kind, &e->aliases[i]));
	}
	return ONUS_OK;
}

enum onus_err entity_enter(struct call *c)
{
	struct json *body = json_object(c->arena);
	struct new_entity e = {.kind = call_text(c, "kind"),
			       .unknown = call_flag(c, "unknown"),
			       .alias_count = call_count(c, "alias")};
	struct called *aliases = NEW_N(c->arena, struct called, e.alias_count);
	char id[ID_ROOM];

	GUARD(called_read(c->arena, e.kind, call_text(c, "name"), e.unknown, "NAME", &e.called));
	for (size_t i = 0; i < e.alias_count; i++) {
		GUARD(called_read(c->arena, e.kind, call_nth(c, "alias", i), true, "--alias",
				  &aliases[i]));
	}
	e.aliases = aliases;
	GUARD(register_params(c, "about", register_resolve, body, "about"));
	GUARD(entity_add(c, &e, body, id));
	return entity_emit(c, id);
}

/* --- another name --- */

enum onus_err entity_alias(struct call *c)
{
	struct json *body = json_object(c->arena);
	struct called called;
	const char *entity, *kind, *there;

	GUARD(register_param(c, "entity", "E", "an entity", &entity));
	GUARD(store_get_str(c->store, c->arena, &kind, "SELECT kind FROM entity WHERE id = ?1",
			    v_text(entity)));
	ENSURE(kind != NULL, ONUS_INTERNAL, "%s is no entity", entity);
	GUARD(called_read(c->arena, kind, call_text(c, "name"), true, "NAME", &called));
	GUARD(store_get_str(c->store, c->arena, &there,
			    "SELECT entity FROM entity_name WHERE entity = ?1 AND key = ?2",
			    v_text(entity), v_text(called.key)));
	ENSURE(there == NULL, ONUS_REFUSED, "%s is called so already", entity);
	GUARD(check_free(c, kind, &called));
	GUARD(register_params(c, "about", register_resolve, body, "about"));
	json_set_str(body, "entity", entity);
	json_set_str(body, "name", called.name);
	json_set_str(body, "key", called.key);
	GUARD(call_record(c, "entity.named", when_instant(c->now), body, NULL));
	GUARD(follow_name(c, entity, kind, &called));
	return entity_emit(c, entity);
}
