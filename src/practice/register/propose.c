/* SPDX-License-Identifier: Apache-2.0
 * propose.c - from what the text engine found to what the register is told: mentions with the
 * entity that each is proposed to be, candidates for identifiers that nobody knew, and links with
 * their grounds.
 *
 * A person or group that is known, and an identifier, named in one report, are proposed as
 * associated. Proposals are for people to read, so they are few: a report looks at the first
 * LINK_FANOUT_MAX known parties and identifiers and proposes as many links; an identifier with as
 * many open proposals gets no more; what was proposed before, whatever was decided, is not again.
 *
 * Names that are like known ones are in propose_alike.c.
 *
 * This runs for every report that comes in: its cost is one indexed look-up for each different
 * identifier, and one for each pair that might have been linked before. */
#include "practice/register/propose.h"

#include "base/hash.h"

/* An identifier of this report and the entity it stands for. */
struct identified {
	const char *kind;
	const char *value;
	const char *entity; /* NULL: a free slot */
};

/* One of the first known parties, or identifiers. */
struct party {
	const char *entity;
	const struct json *mention;
	int64_t open; /* links proposed for it already */
	bool is_new;
};
struct parties {
	struct party items[LINK_FANOUT_MAX];
	size_t count;
};

/* --- identifiers --- */

static struct identified *slot_of(struct proposing *p, const char *kind, const char *value)
{
	/* with the kind's NUL, so that no other pair of texts has the same bytes */
	uint64_t hash = hash_bytes(HASH_START, kind, strlen(kind) + 1);
	size_t at = hash_mix(hash_bytes(hash, value, strlen(value))) & (p->slot_count - 1);

	while (p->slots[at].entity != NULL &&
	       (strcmp(p->slots[at].value, value) != 0 || strcmp(p->slots[at].kind, kind) != 0)) {
		at = (at + 1) & (p->slot_count - 1);
	}
	return &p->slots[at];
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

/* The entity that an identifier stands for: known, made by this report before, or made now. One
 * that was rejected is found too, so that an exact value never stands for two. */
static enum onus_err identified(struct proposing *p, const char *kind, const char *value,
				const char **out)
{
	struct identified *slot = slot_of(p, kind, value);

	if (slot->entity == NULL) {
		slot->kind = kind;
		slot->value = value;
		GUARD(store_get_str(
			p->store, p->arena, &slot->entity,
			"SELECT n.entity FROM entity_name n JOIN entity e ON e.id = "
			"n.entity WHERE n.key = ?1 AND e.kind = ?2 ORDER BY e.seq LIMIT 1",
			v_text(value), v_text(kind)));
	}
	if (slot->entity == NULL) {
		slot->entity = make_candidate(p, kind, value);
		GUARD(propose_near(p, kind, value, slot->entity));
	}
	*out = slot->entity;
	return ONUS_OK;
}

static void make_slots(struct proposing *p, size_t mentions)
{
	p->slot_count = 16;
	while (p->slot_count <= 2 * mentions) {
		p->slot_count *= 2;
	}
	p->slots = NEW_N(p->arena, struct identified, p->slot_count);
}

/* --- mentions --- */

static enum onus_err add_mention(struct proposing *p, const struct onus_mention *m)
{
	const char *kind = onus_kind_name(m->kind);
	struct json *v = json_object(p->arena);
	const char *entity = m->matched;

	if (kind_is_identifying(kind)) {
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

static void add_party(struct parties *list, const struct json *mention)
{
	const char *entity = json_get_str(mention, "entity");

	for (size_t i = 0; i < list->count; i++) {
		if (strcmp(list->items[i].entity, entity) == 0) {
			return;
		}
	}
	if (list->count < LINK_FANOUT_MAX) {
		list->items[list->count++] = (struct party){.entity = entity, .mention = mention};
	}
}

static void find_parties(const struct proposing *p, struct parties *people,
			 struct parties *identifiers)
{
	for (size_t i = 0; i < p->mentions->count; i++) {
		const struct json *m = p->mentions->items[i];
		const char *kind = json_get_str(m, "kind");

		if (json_get_str(m, "entity") == NULL) {
			continue;
		}
		if (kind_is_identifying(kind)) {
			add_party(identifiers, m);
		} else if (strcmp(kind, "person") == 0 || strcmp(kind, "group") == 0) {
			add_party(people, m);
		}
	}
}

/* Made by this very report: nothing can be linked to it yet. */
static bool is_new(const struct proposing *p, const struct party *x)
{
	char prefix;
	int64_t seq, part;

	return id_parse(slice_str(x->entity), &prefix, &seq, &part) && seq == p->seq;
}

static enum onus_err count_open(struct proposing *p, struct parties *identifiers)
{
	for (size_t i = 0; i < identifiers->count; i++) {
		struct party *x = &identifiers->items[i];

		x->is_new = is_new(p, x);
		if (x->is_new) {
			continue;
		}
		GUARD(link_count_open(p->store, x->entity, &x->open));
	}
	return ONUS_OK;
}

static const char *evidence(const struct proposing *p, const struct json *person,
			    const struct json *identifier)
{
	return link_evidence(p->arena, p->report, json_get_str(person, "kind"),
			     json_get_int(person, "start", 0), json_get_str(identifier, "kind"),
			     json_get_int(identifier, "start", 0));
}

static enum onus_err associate(struct proposing *p, const struct party *person,
			       struct party *identifier)
{
	const char *there = NULL;
	struct json *l;

	if (p->links->count >= LINK_FANOUT_MAX || identifier->open >= LINK_FANOUT_MAX) {
		return ONUS_OK;
	}
	if (!identifier->is_new) {
		GUARD(link_between(p->store, p->arena, person->entity, identifier->entity,
				   "associate", &there));
	}
	if (there != NULL) {
		return ONUS_OK;
	}
	l = json_object(p->arena);
	json_set_str(l, "a", person->entity);
	json_set_str(l, "b", identifier->entity);
	json_set_str(l, "kind", "associate");
	json_set_str(l, "evidence", evidence(p, person->mention, identifier->mention));
	json_push(p->links, l);
	identifier->open++;
	return ONUS_OK;
}

static enum onus_err propose_links(struct proposing *p)
{
	struct parties people = {0}, identifiers = {0};

	find_parties(p, &people, &identifiers);
	if (people.count == 0 || identifiers.count == 0) {
		return ONUS_OK;
	}
	GUARD(count_open(p, &identifiers));
	for (size_t i = 0; i < people.count; i++) {
		for (size_t k = 0; k < identifiers.count; k++) {
			GUARD(associate(p, &people.items[i], &identifiers.items[k]));
		}
	}
	return ONUS_OK;
}

enum onus_err register_propose(struct store *s, struct arena *a, struct alike *alike,
			       const struct onus_mentions *found, struct slice text,
			       struct json *body)
{
	struct proposing p = {.store = s,
			      .arena = a,
			      .alike = alike,
			      .text = text,
			      .tied = json_array(a),
			      .mentions = json_array(a),
			      .entities = json_array(a),
			      .links = json_array(a),
			      .report = json_get_str(body, "report")};

	ENSURE(p.report != NULL, ONUS_INTERNAL, "mentions are proposed for a report that is known");
	GUARD(store_get_int(s, &p.seq, NULL, "SELECT coalesce(max(seq), 0) + 1 FROM event"));
	make_slots(&p, found->count);
	for (size_t i = 0; i < found->count; i++) {
		GUARD(add_mention(&p, &found->items[i]));
	}
	GUARD(propose_alike(&p));
	GUARD(propose_links(&p));
	json_set(body, "mentions", p.mentions);
	json_set(body, "entities", p.entities);
	json_set(body, "links", p.links);
	if (p.tied->count > 0) {
		json_set(body, "tied", p.tied);
	}
	return ONUS_OK;
}
