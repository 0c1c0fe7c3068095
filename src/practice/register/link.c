/* SPDX-License-Identifier: Apache-2.0
 * link.c - proposing links, and a person's decision on them: for good, until it is undone. */
#include <inttypes.h>

#include "practice/register/alike.h"
#include "practice/register/inside.h"

enum onus_err link_between(struct store *s, struct arena *a, const char *x, const char *y,
			   const char *kind, const char **out)
{
	return store_get_str(s, a, out,
			     "SELECT id FROM link WHERE a = ?1 AND b = ?2 AND kind = ?3 UNION ALL"
			     " SELECT id FROM link WHERE a = ?2 AND b = ?1 AND kind = ?3 LIMIT 1",
			     v_text(x), v_text(y), v_text(kind));
}

static enum onus_err record_proposal(struct call *c, const char *a, const char *b, const char *kind,
				     const char *evidence, struct json *body, char *id)
{
	json_set_str(body, "a", a);
	json_set_str(body, "b", b);
	json_set_str(body, "kind", kind);
	json_set_str(body, "evidence", evidence);
	return call_record(c, "link.proposed", when_instant(c->now), body, id);
}

enum onus_err link_count_open(struct store *s, const char *identifier, int64_t *out)
{
	return store_get_int(s, out, NULL,
			     "SELECT count(*) FROM (SELECT 1 FROM link WHERE b = ?1 AND kind = "
			     "'associate' AND state = 'proposed' LIMIT ?2) AS open",
			     v_text(identifier), v_int(LINK_FANOUT_MAX));
}

const char *link_evidence(struct arena *a, const char *report, const char *kind_a, int64_t at_a,
			  const char *kind_b, int64_t at_b)
{
	return arena_printf(
		a, "both are named in %s: the %s at byte %" PRId64 ", the %s at byte %" PRId64,
		report, kind_a, at_a, kind_b, at_b);
}

/* --- what one report names --- */

struct together {
	const char *entity;
	const char *evidence;
	struct together *next;
};

/* Identifiers in the reports that name the entity, the oldest report first. */
static enum onus_err find_together(struct call *c, const char *entity, struct together **out)
{
	struct together **end = out;
	SCOPED_ROWS(rows);

	*out = NULL;
	GUARD(store_query(
		c->store, &rows,
		"SELECT o.entity, m.report, e.kind, m.start, x.kind, o.start FROM mention m"
		" JOIN entity e ON e.id = m.entity JOIN mention o ON o.report = m.report"
		" JOIN entity x ON x.id = o.entity"
		" WHERE m.entity = ?1 AND e.kind IN ('person', 'group') AND m.state <> 'rejected'"
		" AND x.kind IN ('phone', 'vehicle', 'email', 'account') AND o.state <> 'rejected'"
		" ORDER BY m.seq, o.start, o.id LIMIT ?2",
		v_text(entity), v_int(TOGETHER_MAX)));
	while (rows_next(&rows)) {
		const char *other = rows_str(&rows, 0, c->arena);
		const char *report = rows_str(&rows, 1, c->arena);
		const char *kind = rows_str(&rows, 2, c->arena);
		const char *other_kind = rows_str(&rows, 4, c->arena);

		*end = NEW(c->arena, struct together);
		(*end)->entity = other;
		(*end)->evidence = link_evidence(c->arena, report, kind, rows_int(&rows, 3),
						 other_kind, rows_int(&rows, 5));
		end = &(*end)->next;
	}
	return rows_end(&rows);
}

enum onus_err link_associates(struct call *c, const char *entity)
{
	struct together *all = NULL;
	int proposed = 0;

	GUARD(find_together(c, entity, &all));
	for (const struct together *t = all; t != NULL && proposed < LINK_FANOUT_MAX; t = t->next) {
		const char *there = NULL;
		int64_t open = 0;

		GUARD(link_between(c->store, c->arena, entity, t->entity, "associate", &there));
		GUARD(link_count_open(c->store, t->entity, &open));
		if (there == NULL && open < LINK_FANOUT_MAX) {
			GUARD(record_proposal(c, entity, t->entity, "associate", t->evidence,
					      json_object(c->arena), NULL));
			proposed++;
		}
	}
	return ONUS_OK;
}

/* --- entities of one name --- */

struct namesake {
	const char *entity;
	const char *name;
	struct namesake *next;
};

/* Others of the kind of `entity` that have the name, the first entered first. */
static enum onus_err find_namesakes(struct call *c, const char *entity, const char *key,
				    struct namesake **out)
{
	struct namesake **end = out;
	SCOPED_ROWS(rows);

	*out = NULL;
	GUARD(store_query(
		c->store, &rows,
		"SELECT n.entity, n.name FROM entity_name n JOIN entity e ON e.id = n.entity"
		" JOIN entity me ON me.id = ?1 WHERE n.key = ?2 AND n.entity <> ?1"
		" AND e.kind = me.kind AND e.state <> 'rejected' ORDER BY e.seq, e.id",
		v_text(entity), v_text(key)));
	while (rows_next(&rows)) {
		*end = NEW(c->arena, struct namesake);
		(*end)->entity = rows_str(&rows, 0, c->arena);
		(*end)->name = rows_str(&rows, 1, c->arena);
		end = &(*end)->next;
	}
	return rows_end(&rows);
}

/* Whom it need not be asked about any more: what is one with the entity, or with somebody proposed
 * for it already. */
struct asked {
	struct joined sets[LINK_FANOUT_MAX + 1];
	size_t count;
};

static enum onus_err ask(struct call *c, struct asked *asked, const char *entity)
{
	struct joined *set = &asked->sets[asked->count++];

	*set = (struct joined){.arena = c->arena};
	return joined_gather(c->store, set, entity, NULL);
}

static bool was_asked(const struct asked *asked, const char *entity)
{
	for (size_t i = 0; i < asked->count; i++) {
		if (joined_has(&asked->sets[i], entity)) {
			return true;
		}
	}
	return false;
}

enum onus_err link_namesakes(struct call *c, const char *entity, const struct called *called)
{
	struct asked asked = {0};
	struct namesake *all;

	GUARD(ask(c, &asked, entity));
	GUARD(find_namesakes(c, entity, called->key, &all));
	for (const struct namesake *n = all; n != NULL; n = n->next) {
		const char *there = NULL;

		GUARD(link_between(c->store, c->arena, entity, n->entity, "same", &there));
		if (there != NULL || was_asked(&asked, n->entity)) {
			continue;
		}
		if (asked.count > LINK_FANOUT_MAX) {
			call_note(c,
				  "more than %d others are called so; links to the first %d are "
				  "proposed (LINK_FANOUT_MAX)",
				  LINK_FANOUT_MAX, LINK_FANOUT_MAX);
			break;
		}
		GUARD(record_proposal(c, entity, n->entity, "same",
				      arena_printf(c->arena, "both are called \"%s\"", n->name),
				      json_object(c->arena), NULL));
		GUARD(ask(c, &asked, n->entity));
	}
	return ONUS_OK;
}

/* --- entities of like names --- */

static enum onus_err propose_alikes(struct call *c, const char *entity,
				    const struct alike_found *found, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *other = found[i].name.entity;
		const char *there = NULL;
		struct json *body = json_object(c->arena);

		if (other == NULL || found[i].equal) {
			continue;
		}
		GUARD(link_between(c->store, c->arena, entity, other, "same", &there));
		if (there == NULL) {
			json_set_int(body, "chance", found[i].chance);
			GUARD(record_proposal(c, other, entity, "same", found[i].evidence, body,
					      NULL));
		}
	}
	return ONUS_OK;
}

enum onus_err link_alikes(struct call *c, const char *entity, const char *kind,
			  const struct called *called)
{
	struct alike_name name = {.entity = entity, .value = called->key};
	struct alike_found *found = NULL;
	struct alike *x;
	size_t number, count = 0;
	int64_t known = 0;
	enum onus_err e;

	if (!alike_compares(kind, slice_str(called->key))) {
		return ONUS_OK;
	}
	GUARD(store_get_int(c->store, &known, NULL, "SELECT count(*) FROM entity_name"));
	if (known > ALIKE_ENTER_MAX) {
		call_note(c,
			  "names like it were not looked for: %" PRId64
			  " are known, and one command compares no more than %d (ALIKE_ENTER_MAX); "
			  "reports that name it are compared as they come in",
			  known, ALIKE_ENTER_MAX);
		return ONUS_OK;
	}
	register_alike_create(c->store, &x);
	e = alike_find(x, c->arena, kind, &name, &number, &found, &count);
	register_alike_destroy(&x);
	return e == ONUS_OK ? propose_alikes(c, entity, found, count) : e;
}

/* --- by a person --- */

struct link_now {
	const char *id;
	const char *a;
	const char *b;
	const char *kind;
	const char *state;
	int64_t seq;
};

static enum onus_err link_get(struct call *c, struct link_now *out)
{
	SCOPED_ROWS(rows);

	GUARD(register_param(c, "link", "L", "a link", &out->id));
	GUARD(store_query(c->store, &rows, "SELECT a, b, kind, state, seq FROM link WHERE id = ?1",
			  v_text(out->id)));
	GUARD(rows_need(&rows, ONUS_NO, "there is no link %s", out->id));
	out->a = rows_str(&rows, 0, c->arena);
	out->b = rows_str(&rows, 1, c->arena);
	out->kind = rows_str(&rows, 2, c->arena);
	out->state = rows_str(&rows, 3, c->arena);
	out->seq = rows_int(&rows, 4);
	return rows_end(&rows);
}

static enum onus_err kind_of(struct call *c, const char *entity, const char **out)
{
	GUARD(store_get_str(c->store, c->arena, out, "SELECT kind FROM entity WHERE id = ?1",
			    v_text(entity)));
	ENSURE(*out != NULL, ONUS_INTERNAL, "%s is no entity", entity);
	return ONUS_OK;
}

/* Whether a link of that kind makes sense between these two. */
static enum onus_err check_ends(struct call *c, const char *a, const char *b, const char *kind)
{
	const char *kind_a, *kind_b;

	ENSURE(strcmp(a, b) != 0, ONUS_REFUSED, "%s can't be linked to itself", a);
	GUARD(kind_of(c, a, &kind_a));
	GUARD(kind_of(c, b, &kind_b));
	ENSURE(strcmp(kind, "same") != 0 || strcmp(kind_a, kind_b) == 0, ONUS_REFUSED,
	       "%s (%s) and %s (%s) are of different kinds, and can't be the same", a, kind_a, b,
	       kind_b);
	ENSURE(strcmp(kind, "part") != 0 || strcmp(kind_b, "group") == 0 ||
		       strcmp(kind_b, "organisation") == 0,
	       ONUS_REFUSED, "%s (%s) is no group and no organisation that %s could be part of", b,
	       kind_b, a);
	return ONUS_OK;
}

enum onus_err link_propose(struct call *c)
{
	struct json *body = json_object(c->arena);
	const char *kind = call_text(c, "kind");
	const char *a, *b, *there;
	char id[ID_ROOM];

	GUARD(register_param(c, "a", "E", "an entity", &a));
	GUARD(register_param(c, "b", "E", "an entity", &b));
	GUARD(check_ends(c, a, b, kind));
	GUARD(link_between(c->store, c->arena, a, b, kind, &there));
	ENSURE(there == NULL, ONUS_REFUSED,
	       "%s was proposed already; decide on that: onus link decide %s", there, there);
	GUARD(register_params(c, "about", register_resolve, body, "about"));
	GUARD(record_proposal(c, a, b, kind,
			      arena_copy(c->arena, slice_trim(slice_str(call_text(c, "because")))),
			      body, id));
	return link_emit(c, id);
}

/* The event is about both ends too, so that it is found by either. */
static enum onus_err record_on_link(struct call *c, const struct link_now *l, const char *event,
				    struct json *body)
{
	const char *const ends[] = {l->a, l->b, NULL};
	struct draft d = {.kind = event,
			  .occurred = when_instant(c->now),
			  .body = body,
			  .about = ends,
			  .from = &l->seq,
			  .from_count = 1};

	json_set_str(body, "link", l->id);
	json_set_slice(body, "because", slice_trim(slice_str(call_text(c, "because"))));
	GUARD(call_record_draft(c, &d, NULL, NULL));
	return link_emit(c, l->id);
}

/* NULL unless exactly one was said. */
static const char *said(const struct call *c)
{
	bool same = call_flag(c, "same");
	bool different = call_flag(c, "different");
	bool unsure = call_flag(c, "unsure");

	if (same + different + unsure != 1) {
		return NULL;
	}
	return same ? "confirmed" : different ? "rejected" : "unsure";
}

enum onus_err link_decide(struct call *c)
{
	struct json *body = json_object(c->arena);
	const char *decision = said(c);
	struct link_now l;

	ENSURE(decision != NULL, ONUS_USAGE, "say one of --same, --different and --unsure");
	GUARD(link_get(c, &l));
	if (strcmp(decision, "confirmed") == 0) {
		GUARD(check_ends(c, l.a, l.b, l.kind));
	}
	GUARD(same_check(c->store, c->arena, l.id, decision));
	json_set_str(body, "decision", decision);
	return record_on_link(c, &l, "link.decided", body);
}

enum onus_err link_undo(struct call *c)
{
	struct link_now l;

	GUARD(link_get(c, &l));
	ENSURE(strcmp(l.state, "proposed") != 0, ONUS_REFUSED, "nothing is decided on %s", l.id);
	return record_on_link(c, &l, "link.undone", json_object(c->arena));
}
