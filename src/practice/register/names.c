/* SPDX-License-Identifier: Apache-2.0
 * names.c - finding a thing by what it is called, and saying how a thing is called. */
#include <stdlib.h>

#include "base/limits.h"
#include "practice/register/inside.h"

/* --- how a thing is called --- */

/* What each prefix of an id means, and the statement that gives its name. */
struct naming {
	char prefix;
	const char *word;
	const char *sql;
};

static const struct naming namings[] = {
	{'E', NULL, "SELECT name || ' (' || kind || ')' FROM entity WHERE id = ?1"},
	{'P', "member", "SELECT name FROM member WHERE id = ?1"},
	{'Q', "post", "SELECT title FROM post WHERE id = ?1"},
	{'R', "report",
	 "SELECT CASE WHEN title <> '' THEN title ELSE 'report ' || id END FROM report WHERE id = "
	 "?1"},
	{'S', "source", "SELECT 'source ' || id FROM source WHERE id = ?1"},
	{'M', "matter", "SELECT title FROM matter WHERE id = ?1"},
	{'D', "decision", "SELECT kind FROM decision WHERE id = ?1"},
	{'A', "action", "SELECT title FROM action WHERE id = ?1"},
	{'O', "operation", "SELECT name FROM operation WHERE id = ?1"},
	{'G', "meeting", "SELECT title FROM meeting WHERE id = ?1"},
	{'I', "meeting item",
	 "SELECT 'item ' || i.number || ' of ' || g.title FROM meeting_item i JOIN meeting g ON "
	 "g.id = i.meeting"
	 " WHERE i.id = ?1"},
	{'N', "mention", "SELECT value FROM mention WHERE id = ?1"},
	{'L', "link", "SELECT kind || ' link' FROM link WHERE id = ?1"},
	{'X', "exposure", "SELECT how FROM exposure WHERE id = ?1"},
	{'C', "contact", "SELECT 'contact with ' || victim FROM contact WHERE id = ?1"},
	{'H', "hold", "SELECT scope FROM hold WHERE id = ?1"},
	{'Z', "loss", "SELECT what FROM loss WHERE id = ?1"},
	{'W', "complaint", "SELECT title FROM complaint WHERE id = ?1"},
	{'F', "finding", "SELECT outcome FROM finding WHERE id = ?1"},
	{'V', "response", "SELECT stance FROM response WHERE id = ?1"},
	{'J', "publication", "SELECT extent || ' publication' FROM publication WHERE id = ?1"},
	{'T', "recommendation", "SELECT text FROM recommendation WHERE id = ?1"},
	{'U', "duty", "SELECT 'duty for ' || thing FROM duty_step WHERE duty = ?1 LIMIT 1"},
	{'Y', "clock", "SELECT clock FROM clock WHERE id = ?1"},
};

static const struct naming *naming_of(const char *id)
{
	char prefix;
	int64_t seq;
	int64_t part;

	if (!id_parse(slice_str(id), &prefix, &seq, &part)) {
		return NULL;
	}
	for (size_t i = 0; i < sizeof namings / sizeof namings[0]; i++) {
		if (namings[i].prefix == prefix) {
			return &namings[i];
		}
	}
	return NULL;
}

enum onus_err register_name(struct store *s, struct arena *a, const char *id, const char **out)
{
	const struct naming *n = naming_of(id);
	const char *name = NULL;

	if (n != NULL) {
		GUARD(store_get_str(s, a, &name, n->sql, v_text(id)));
	}
	*out = name ? name : arena_copy(a, slice_str(id));
	return ONUS_OK;
}

/* --- which thing is meant --- */

static enum onus_err by_id(struct store *s, struct arena *a, const char *text, const char **out)
{
	const struct naming *n = naming_of(text);
	const char *name = NULL;

	if (n != NULL) {
		GUARD(store_get_str(s, a, &name, n->sql, v_text(text)));
	}
	*out = name != NULL ? arena_copy(a, slice_str(text)) : NULL;
	return ONUS_OK;
}

struct matches {
	struct arena *arena;
	const char *ids[RESOLVE_LISTED_MAX + 1];
	size_t count;
};

static enum onus_err gather(struct store *s, struct matches *m, const char *sql, const char *key)
{
	SCOPED_ROWS(rows);

	GUARD(store_query(s, &rows, sql, v_text(key)));
	while (m->count <= RESOLVE_LISTED_MAX && rows_next(&rows)) {
		m->ids[m->count++] = rows_str(&rows, 0, m->arena);
	}
	return rows_end(&rows);
}

static const char *const entities_by_key =
	"SELECT DISTINCT n.entity, e.seq FROM entity_name n JOIN entity e ON e.id = n.entity"
	" WHERE n.key = ?1 AND e.state <> 'rejected' ORDER BY e.seq LIMIT 11";

/* Operations have names but no keys: there are few of them, and a person knows how they are
 * written. */
static const char *const operations_by_name =
	"SELECT id FROM operation WHERE lower(name) = lower(?1)"
	" OR lower(name) = 'operation ' || lower(?1) ORDER BY seq LIMIT 11";

/* A phone or a mark, however it was typed, has one value: what the text engine makes of it. */
static enum onus_err identifier_of(struct arena *a, struct slice text, const char **out)
{
	struct onus_text_options o = {0};
	struct onus_mentions found = {0};

	*out = NULL;
	if (onus_text_read(text, &o, &found) != ONUS_OK) {
		return ONUS_OK; /* it is no text, so it is no identifier */
	}
	for (size_t i = 0; i < found.count && *out == NULL; i++) {
		const struct onus_mention *m = &found.items[i];

		if (register_is_identifier(onus_kind_name(m->kind)) &&
		    m->end - m->start == text.n) {
			*out = arena_copy(a, slice_str(m->value));
		}
	}
	onus_mentions_finish(&found);
	return ONUS_OK;
}

static enum onus_err gather_all(struct store *s, struct matches *m, const char *text)
{
	struct slice name = slice_trim(slice_str(text));
	const char *identifier = NULL;

	GUARD(gather(s, m, entities_by_key, register_key(m->arena, "person", name)));
	if (m->count == 0) {
		GUARD(gather(s, m, operations_by_name, arena_copy(m->arena, name)));
	}
	if (m->count == 0) {
		GUARD(identifier_of(m->arena, name, &identifier));
	}
	return identifier != NULL ? gather(s, m, entities_by_key, identifier) : ONUS_OK;
}

/* Several names for what was confirmed to be one are one. */
static enum onus_err are_one(struct store *s, const struct matches *m, bool *out)
{
	const char **same = NULL;
	size_t count = 0;
	size_t found = 0;

	GUARD(register_same(s, m->arena, m->ids[0], false, &same, &count));
	for (size_t i = 0; i < m->count; i++) {
		for (size_t j = 0; j < count; j++) {
			found += strcmp(m->ids[i], same[j]) == 0;
		}
	}
	*out = found == m->count;
	return ONUS_OK;
}

static enum onus_err list_matches(struct store *s, const struct matches *m, const char *text)
{
	SCOPED_BUF(list, ONUS_ERROR_TEXT_MAX);

	for (size_t i = 0; i < m->count && i < RESOLVE_LISTED_MAX; i++) {
		const char *name = NULL;

		GUARD(register_name(s, m->arena, m->ids[i], &name));
		buf_addf(&list, "%s%s %s", i > 0 ? ", " : "", m->ids[i], name);
	}
	return onus_fail(ONUS_NO, HERE,
			 "\"%s\" may be any of these; say which by its id: " SLICE_FMT "%s", text,
			 SLICE_ARG(buf_slice(&list)), m->count > RESOLVE_LISTED_MAX ? " ..." : "");
}

enum onus_err register_resolve(struct store *s, struct arena *a, const char *text, const char **id)
{
	struct matches m = {.arena = a};
	const char *found = NULL;
	bool one = false;

	GUARD(by_id(s, a, text, &found));
	if (found != NULL) {
		*id = found;
		return ONUS_OK;
	}
	GUARD(gather_all(s, &m, text));
	ENSURE(m.count > 0, ONUS_NO, "nothing is known by the id, name or alias \"%s\"", text);
	if (m.count > 1) {
		GUARD(are_one(s, &m, &one));
	}
	if (m.count > 1 && !one) {
		return list_matches(s, &m, text);
	}
	*id = m.ids[0];
	return ONUS_OK;
}

/* --- joined entities --- */

enum { JOINED_MAX = 10000 };

struct joined {
	struct arena *arena;
	const char **ids;
	size_t count;
	size_t room;
};

static void join(struct joined *j, const char *id)
{
	for (size_t i = 0; i < j->count; i++) {
		if (strcmp(j->ids[i], id) == 0) {
			return;
		}
	}
	if (j->count == j->room) {
		const char **grown = NEW_N(j->arena, const char *, j->room * 2 + 8);

		if (j->count > 0) {
			memcpy(grown, j->ids, j->count * sizeof *grown);
		}
		j->room = j->room * 2 + 8;
		j->ids = grown;
	}
	j->ids[j->count++] = arena_copy(j->arena, slice_str(id));
}

static enum onus_err join_neighbours(struct store *s, struct joined *j, const char *sql,
				     const char *id)
{
	SCOPED_ROWS(rows);

	GUARD(store_query(s, &rows, sql, v_text(id)));
	while (rows_next(&rows)) {
		SCOPED_ARENA(a);

		ENSURE(j->count < JOINED_MAX, ONUS_BAD_INPUT,
		       "more than %d entities are joined to one", JOINED_MAX);
		join(j, rows_str(&rows, 0, &a));
	}
	return rows_end(&rows);
}

static int compare_ids(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

enum onus_err register_same(struct store *s, struct arena *a, const char *id, bool with_groups,
			    const char ***out, size_t *count)
{
	static const char *const same =
		"SELECT b FROM link WHERE a = ?1 AND kind = 'same' AND state = 'confirmed'"
		" UNION SELECT a FROM link WHERE b = ?1 AND kind = 'same' AND state = 'confirmed' "
		"ORDER BY 1";
	static const char *const groups = "SELECT b FROM link WHERE a = ?1 AND kind = 'part' AND "
					  "state = 'confirmed' ORDER BY b";
	struct joined j = {.arena = a};
	size_t joined;

	join(&j, id);
	for (size_t i = 0; i < j.count; i++) {
		GUARD(join_neighbours(s, &j, same, j.ids[i]));
	}
	joined = j.count;
	for (size_t i = 0; with_groups && i < joined; i++) {
		GUARD(join_neighbours(s, &j, groups, j.ids[i]));
	}
	qsort(j.ids + 1, j.count - 1, sizeof *j.ids, compare_ids);
	*out = j.ids;
	*count = j.count;
	return ONUS_OK;
}

/* --- for the text engine --- */

static enum onus_err add_names(struct store *s, struct onus_names *names)
{
	SCOPED_ROWS(rows);

	GUARD(store_query(s, &rows,
			  "SELECT e.kind, n.name, n.entity FROM entity_name n JOIN entity e ON "
			  "e.id = n.entity"
			  " WHERE e.state <> 'rejected' ORDER BY e.seq, n.key"));
	while (rows_next(&rows)) {
		enum onus_kind kind;
		SCOPED_ARENA(a);
		struct slice name = arena_slice(&a, rows_slice(&rows, 1));

		if (!onus_kind_from_name(rows_slice(&rows, 0), &kind) ||
		    register_is_identifier(onus_kind_name(kind)) ||
		    onus_name_key(name, arena_alloc(&a, 4 * name.n + 1), 4 * name.n + 1) == 0) {
			continue; /* identifiers are recognised by their form */
		}
		GUARD(onus_names_add(names, kind, name, rows_slice(&rows, 2)));
	}
	return rows_end(&rows);
}

enum onus_err register_names(struct store *s, struct onus_names **out)
{
	struct onus_names *names = onus_names_create();
	enum onus_err e = add_names(s, names);

	if (e != ONUS_OK) {
		onus_names_destroy(names);
		return e;
	}
	*out = names;
	return ONUS_OK;
}
