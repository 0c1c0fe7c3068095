/* SPDX-License-Identifier: Apache-2.0
 * propose_alike.c - names of a report that nobody knows by exactly that name: whom they may be.
 *
 *     a name like that of somebody known       a candidate, and a link that asks whether both are
 * the same
 *     ... like a name of an earlier report     two candidates, and the link
 *     the very name of an earlier report       one candidate, proposed for the mentions of both
 *     an identifier almost like a known one    the link
 *
 * So the same man under three spellings in three reports becomes one question for a person. Nothing
 * is made of a name that stands in one report only, and none of a name that too many have. */
#include "practice/register/propose.h"

#include "base/limits.h"

static bool is_asked_about(const struct json *m)
{
	const char *role = json_get_str(m, "role");

	return json_get(m, "entity") == NULL && strcmp(role, "professional") != 0 &&
	       strcmp(role, "reporter") != 0 && !kind_is_identifying(json_get_str(m, "kind")) &&
	       alike_compares(json_get_str(m, "kind"), json_get_slice(m, "value"));
}

/* --- candidates --- */

/* The words of a text at a mention, on one line, or the value where they would be too long. */
static const char *words_of(struct arena *a, struct slice text, int64_t start, int64_t end,
			    const char *value)
{
	SCOPED_BUF(out, NAME_MAX_BYTES);

	if (start < 0 || end < start || (uint64_t)end > text.n) {
		return value;
	}
	for (int64_t i = start; i < end; i++) {
		bool blank = (unsigned char)text.p[i] <= ' ';

		if (!blank) {
			buf_add_byte(&out, text.p[i]);
		} else if (out.len > 0 && out.data[out.len - 1] != ' ') {
			buf_add_byte(&out, ' ');
		}
	}
	return out.full || out.len == 0 ? value : arena_copy(a, buf_slice(&out));
}

static const char *make_person(struct proposing *p, const char *kind, const char *name,
			       const char *key)
{
	struct json *e = json_object(p->arena);
	char id[ID_ROOM];

	id_make(id, 'E', p->seq, (int64_t)p->entities->count + 1);
	json_set_str(e, "id", id);
	json_set_str(e, "kind", kind);
	json_set_str(e, "name", name);
	json_set_str(e, "key", key);
	json_push(p->entities, e);
	return json_get_str(e, "id");
}

static const char *words_here(struct proposing *p, const struct json *m)
{
	return words_of(p->arena, p->text, json_get_int(m, "start", -1), json_get_int(m, "end", -1),
			json_get_str(m, "value"));
}

/* Every mention of this report with the value is proposed to be the entity. */
static void tie_here(struct proposing *p, const struct json *like, const char *entity)
{
	for (size_t i = 0; i < p->mentions->count; i++) {
		struct json *m = p->mentions->items[i];

		if (json_get(m, "entity") == NULL &&
		    slice_eq(json_get_slice(m, "value"), json_get_slice(like, "value")) &&
		    slice_eq(json_get_slice(m, "kind"), json_get_slice(like, "kind"))) {
			json_set_str(m, "entity", entity);
		}
	}
}

/* --- earlier mentions --- */

static enum onus_err words_there(struct proposing *p, const struct alike_name *n, const char **out)
{
	SCOPED_ROWS(rows);

	GUARD(store_query(
		p->store, &rows,
		"SELECT r.text, m.start, m.\"end\" FROM mention m JOIN report r ON r.id = "
		"m.report WHERE m.id = ?1",
		v_text(n->mention)));
	GUARD(rows_need(&rows, ONUS_INTERNAL, "there is no mention %s", n->mention));
	*out = words_of(p->arena, rows_slice(&rows, 0), rows_int(&rows, 1), rows_int(&rows, 2),
			n->value);
	return rows_end(&rows);
}

static enum onus_err tie_there(struct proposing *p, const char *kind, const char *value,
			       const char *entity)
{
	SCOPED_ROWS(rows);

	GUARD(store_query(p->store, &rows,
			  "SELECT id FROM mention WHERE kind = ?1 AND value = ?2 AND entity IS NULL"
			  " AND state = 'proposed' ORDER BY seq, id LIMIT ?3",
			  v_text(kind), v_text(value), v_int(TIED_MAX)));
	while (rows_next(&rows)) {
		struct json *tie = json_object(p->arena);

		json_set_slice(tie, "mention", rows_slice(&rows, 0));
		json_set_str(tie, "entity", entity);
		json_push(p->tied, tie);
	}
	return rows_end(&rows);
}

/* The entity that a found name belongs to: its own, or a candidate made for the mentions of it. */
static enum onus_err entity_of(struct proposing *p, const char *kind, struct alike_found *f)
{
	const char *name = NULL;

	if (f->name.entity != NULL) {
		return ONUS_OK;
	}
	GUARD(words_there(p, &f->name, &name));
	f->name.entity = make_person(p, kind, name, f->name.value);
	alike_is_now(p->alike, kind, f->number, f->name.entity);
	return tie_there(p, kind, f->name.value, f->name.entity);
}

/* --- proposing --- */

static void link_same(struct proposing *p, const char *mine, const struct alike_found *f)
{
	struct json *l = json_object(p->arena);

	json_set_str(l, "a", f->name.entity);
	json_set_str(l, "b", mine);
	json_set_str(l, "kind", "same");
	json_set_str(l, "evidence", f->evidence);
	json_set_int(l, "chance", f->chance);
	json_push(p->links, l);
}

/* Names of this very report are not news to one another: what it calls by two names, it says
 * itself. */
static bool is_from_here(const struct proposing *p, const struct alike_name *n)
{
	char prefix;
	int64_t seq, part;
	const char *id = n->entity ? n->entity : n->mention;

	return id_parse(slice_str(id), &prefix, &seq, &part) && seq == p->seq && part > 0;
}

static size_t drop_own(const struct proposing *p, struct alike_found *found, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		if (!is_from_here(p, &found[i].name)) {
			found[kept++] = found[i];
		}
	}
	return kept;
}

/* Links that ask whether `mine` is one of those found; a report proposes at most LINK_FANOUT_MAX.
 */
static enum onus_err ask(struct proposing *p, const char *kind, const char *mine,
			 struct alike_found *found, size_t count)
{
	for (size_t i = 0; i < count && p->links->count < LINK_FANOUT_MAX; i++) {
		GUARD(entity_of(p, kind, &found[i]));
		if (strcmp(found[i].name.entity, mine) != 0) {
			link_same(p, mine, &found[i]);
		}
	}
	return ONUS_OK;
}

static enum onus_err propose_name(struct proposing *p, size_t at)
{
	struct json *m = p->mentions->items[at];
	const char *kind = json_get_str(m, "kind");
	struct alike_name name = {.value = json_get_str(m, "value")};
	struct alike_found *found;
	size_t number, count;
	const char *mine;
	char id[ID_ROOM];

	id_make(id, 'N', p->seq, (int64_t)at + 1);
	name.mention = id;
	GUARD(alike_find(p->alike, p->arena, kind, &name, &number, &found, &count));
	count = drop_own(p, found, count);
	if (count == 0 || p->links->count >= LINK_FANOUT_MAX) {
		return ONUS_OK;
	}
	if (found[0].equal) {
		GUARD(entity_of(p, kind, &found[0]));
		mine = found[0].name.entity;
	} else {
		mine = make_person(p, kind, words_here(p, m), name.value);
	}
	alike_is_now(p->alike, kind, number, mine);
	tie_here(p, m, mine);
	return found[0].equal ? ONUS_OK : ask(p, kind, mine, found, count);
}

enum onus_err propose_alike(struct proposing *p)
{
	for (size_t i = 0; i < p->mentions->count; i++) {
		if (is_asked_about(p->mentions->items[i])) {
			GUARD(propose_name(p, i));
		}
	}
	return ONUS_OK;
}

enum onus_err propose_near(struct proposing *p, const char *kind, const char *value,
			   const char *entity)
{
	struct alike_name name = {.entity = entity, .value = value};
	struct alike_found *found;
	size_t number, count;

	if (p->alike == NULL || !alike_compares(kind, slice_str(value))) {
		return ONUS_OK;
	}
	GUARD(alike_find(p->alike, p->arena, kind, &name, &number, &found, &count));
	return ask(p, kind, entity, found, drop_own(p, found, count));
}
